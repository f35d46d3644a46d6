// The golden folder of signed files.
import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../../../tests/golden/signed/', import.meta.url);

export const signedFile = (name) => new Uint8Array(readFileSync(new URL(name, FOLDER)));

export const cases = JSON.parse(new TextDecoder().decode(signedFile('cases.json')));

/** The bytes of a case: a file, cut, changed or padded. */
export function bytesOf({ file, keep, flip, pad = 0 }) {
  const whole = signedFile(file).slice(0, keep);
  if (flip !== undefined) whole[flip] ^= 1;
  const bytes = new Uint8Array(whole.length + pad);
  bytes.set(whole);
  return bytes;
}

/** What a signed file holds behind the four lines of its signature. */
export function payload(bytes) {
  let from = 0;
  for (let line = 0; line < 4; line += 1) from = bytes.indexOf(10, from) + 1;
  return bytes.slice(from);
}
