import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Conversation, Detector, Keyring, VigieError, init } from 'vigie';
import { bytesOf, cases, payload, signedFile } from './support/signed.mjs';

await init();
const keyring = () => new Keyring([cases.key], cases.floors);
const pack = signedFile('pack.signed');
const slang = new TextDecoder().decode(payload(pack));
const bytes = (text) => new TextEncoder().encode(text);
const refuses = (code, run) =>
  assert.throws(run, (error) => {
    assert.ok(error instanceof VigieError, String(error));
    assert.equal(error.code, code);
    return true;
  });
const reasons = (detector, conversation = new Conversation()) =>
  detector.assess(conversation, { sender: 'x', role: 'contact', text: 'zorg the chat ok' }).reasons;

test('signed files are taken or refused as in Rust', () => {
  for (const one of cases.cases) {
    const file = bytesOf(one);
    const open = () => keyring().open(file, one.content);
    if (one.expected === 'taken') {
      assert.deepEqual(open().payload, payload(file));
      continue;
    }
    refuses(one.expected, open);
    if (one.content === 'pack') {
      refuses(one.expected, () => new Detector({ rulesOnly: true, signedPacks: [file], keyring: keyring() }));
    }
  }
});

test('no flipped bit is taken', () => {
  const keys = keyring();
  for (let at = 0; at < pack.length; at += 1) {
    const flipped = pack.slice();
    flipped[at] ^= 1 << (at % 8);
    let opened;
    try {
      opened = keys.open(flipped, 'pack');
    } catch (error) {
      assert.ok(error instanceof VigieError, `${at}: ${error}`);
      continue;
    }
    // The untrusted comment is nobody's word: the first line may say anything.
    assert.ok(at < pack.indexOf(10), String(at));
    assert.deepEqual(opened.payload, payload(pack));
  }
});

test('a signed pack is used and raises its floor', () => {
  const keys = keyring();
  const detector = new Detector({ rulesOnly: true, signedPacks: [pack], keyring: keys });
  assert.deepEqual(detector.signed, [{ name: 'slang', serial: 7n }]);
  assert.deepEqual(reasons(detector), ['Asks to zorg']);
  keys.raiseFloors(detector.signed.map(({ name, serial }) => ({ name, serial: serial + 1n })));
  assert.deepEqual(keys.floors(), { slang: 8n, 'old-slang': 7n });
  refuses('older', () => new Detector({ rulesOnly: true, signedPacks: [pack], keyring: keys }));
  // As text, for instance in JSON, and beyond what a number can hold.
  const stored = JSON.stringify({ slang: String(keys.floors().slang), far: '18446744073709551615' });
  const later = new Keyring([cases.key], JSON.parse(stored));
  assert.equal(later.floors().far, 2n ** 64n - 1n);
  refuses('older', () => later.open(pack, 'pack'));
  refuses('unknown_key', () => new Detector({ rulesOnly: true, signedPacks: [pack] }));
  assert.throws(() => new Keyring([], { slang: -1 }), RangeError);
  assert.throws(() => new Keyring([], { slang: 1.5 }), RangeError);
});

test('what is no key or no model is refused', () => {
  for (const text of ['', 'RWnonsense', '\0'.repeat(500), cases.key.slice(0, -1)]) refuses('invalid_key', () => new Keyring([text]));
  assert.deepEqual(new Keyring([]).floors(), {});
  const [model, weights] = [signedFile('model.signed'), signedFile('weights.signed')];
  refuses('invalid_model', () => new Detector({ signedModel: { model, weights }, keyring: keyring() }));
  refuses('other_content', () => new Detector({ signedModel: { model: weights, weights: model }, keyring: keyring() }));
  refuses('unknown_key', () => new Detector({ signedModel: { model, weights } }));
  assert.throws(() => keyring().open(pack, 'poem'), TypeError);
});

test('packs of every origin stand beside the embedded ones, and added ones are bounded', () => {
  const withPack = (text, origin = 'addedPacks') => new Detector({ rulesOnly: true, [origin]: [{ name: 'ours', bytes: bytes(text) }] });
  const embedded = new Detector({ rulesOnly: true });
  for (const origin of ['packs', 'addedPacks']) {
    const detector = withPack(slang, origin);
    assert.deepEqual(reasons(detector), ['Asks to zorg']);
    assert.equal(detector.rules, embedded.rules + 1);
  }
  assert.equal(new Detector({ rulesOnly: true, embeddedPacks: false, packs: [{ name: 'ours', bytes: bytes(slang) }] }).rules, 1);
  refuses('pack_forbidden', () => withPack(slang.replace('en.secrecy', 'en.play')));
  refuses('pack_too_wide', () => withPack(slang.replace('zorg the chat', 'you')));
  refuses('unknown_kind', () => withPack(slang.replace('en.secrecy', 'en.levitation')));
  refuses('too_large', () => withPack(slang + '#'.repeat(2 << 20)));
  const twice = ['one', 'other'].map((name) => ({ name, bytes: bytes(slang) }));
  refuses('pack_conflict', () => new Detector({ rulesOnly: true, packs: twice }));
});

test('an allow-list silences what the app says', () => {
  const text = 'dont tell your mum';
  const allow = `[pack]\nlanguage = "en"\n[[allow]]\nreason = "Ours"\nkinds = ["secrecy"]\nphrases = ["${text}"]\n`;
  const kinds = (packs) =>
    new Detector({ rulesOnly: true, packs })
      .assess(new Conversation(), { sender: 'x', role: 'contact', text })
      .signals.map(({ kind }) => kind);
  assert.deepEqual(kinds([]), ['secrecy']);
  assert.deepEqual(kinds([{ name: 'own.toml', bytes: bytes(allow) }]), []);
});

test('a detector is replaced while a chat goes on, and a refusal changes nothing', () => {
  let detector = new Detector({ rulesOnly: true });
  const conversation = new Conversation();
  assert.deepEqual(reasons(detector, conversation), []);
  const take = (file) => {
    const next = new Detector({ rulesOnly: true, signedPacks: [signedFile(file)], keyring: keyring() });
    detector.free();
    detector = next;
  };
  refuses('older', () => take('older.signed'));
  assert.deepEqual(reasons(detector, conversation), []);
  take('pack.signed');
  assert.deepEqual(reasons(detector, conversation), ['Asks to zorg']);
  assert.equal(conversation.messages, 3);
});

test('a model of the app answers as the embedded one', () => {
  const folder = new URL('../../../models/', import.meta.url);
  const version = readFileSync(new URL('src/lib.rs', folder), 'utf8').match(/VERSION: &str = "([^"]+)"/)[1];
  const model = {
    bytes: readFileSync(new URL(`${version}/vigie.vgm`, folder)),
    weights: readFileSync(new URL(`${version}/weights.toml`, folder), 'utf8'),
  };
  const text = 'you are so mature, how old are you? lets move to snap';
  const [own, embedded, rules] = [{ model }, {}, { rulesOnly: true }].map(
    (options) => new Detector(options).assess(new Conversation(), { sender: 'x', role: 'contact', text }).score,
  );
  assert.equal(own, embedded);
  assert.notEqual(rules, embedded);
});
