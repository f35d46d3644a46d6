import { Keyring as RawKeyring } from './vigie.js';
import { guarded } from './errors.js';
import { requireLoaded } from './load.js';
import { raw } from './raw.js';

/** What a signed file holds. A file signed as one thing is refused as another. */
export type Content = 'pack' | 'model' | 'weights' | 'guidance';

/** Under which name and serial number a signed file came. */
export interface Provenance {
  /** The name that the signer gave it: the same for every version. */
  name: string;
  /** The version, counted by the signer; a later one is larger. */
  serial: bigint;
}

/** A file whose signature was checked. */
export interface SignedFile {
  provenance: Provenance;
  /** The file itself, without the signature. */
  payload: Uint8Array;
}

/**
 * The public keys that an app pins, and the lowest serial number that it still takes of each name.
 *
 * The app keeps the floors: it stores them when `raiseFloors` moved one, and hands them in at the next start. They must be
 * stored where no one else can write.
 */
export class Keyring {
  /** @internal */
  readonly [raw]: RawKeyring;

  /**
   * `keys`: public keys of minisign, each the line that begins with `RW`, or the whole `.pub` file. `floors`: the serial
   * numbers by name, as `floors()` gave them.
   *
   * @throws VigieError with `invalid_key`
   */
  constructor(keys: readonly string[], floors: Readonly<Record<string, bigint | number | string>> = {}) {
    requireLoaded();
    const keyring = new RawKeyring();
    this[raw] = keyring;
    guarded(() => keys.forEach((key) => keyring.key(key)));
    for (const [name, serial] of Object.entries(floors)) keyring.raise(name, serialNumber(serial));
  }

  /**
   * Checks a signed file and gives what it holds: words and help lines for `Help`, for instance. Packs and models are
   * handed to `Detector` as they came.
   *
   * @throws VigieError with `too_large`, `not_signed`, `truncated`, `tampered`, `unknown_key`, `other_content` or `older`
   */
  open(bytes: Uint8Array, content: Content): SignedFile {
    if (!CONTENTS.includes(content)) throw new TypeError(`content must be one of ${CONTENTS.join(', ')}`);
    const file = guarded(() => this[raw].open(bytes, content));
    const { name, serial, payload } = file;
    file.free();
    return { provenance: { name, serial }, payload };
  }

  /** Raises the floors of files that were taken into use: no older one is taken after them. */
  raiseFloors(accepted: Iterable<Provenance>): void {
    for (const { name, serial } of accepted) this[raw].raise(name, serialNumber(serial));
  }

  /** The floors by name, for the app to store. JSON has no `bigint`: store `String(serial)`. */
  floors(): Record<string, bigint> {
    const names: string[] = JSON.parse(this[raw].names());
    return Object.fromEntries(names.map((name) => [name, this[raw].floor(name)]));
  }

  /** Gives the memory back now. */
  free(): void {
    this[raw].free();
  }
}

const CONTENTS: readonly Content[] = ['pack', 'model', 'weights', 'guidance'];
const MOST = 2n ** 64n - 1n;

function serialNumber(value: bigint | number | string): bigint {
  const serial = BigInt(value);
  if (serial < 0n || serial > MOST) throw new RangeError('a serial number has 64 bits');
  return serial;
}
