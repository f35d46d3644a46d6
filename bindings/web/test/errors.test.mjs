import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, Detector, VigieError, init, readExport } from 'vigie';

const bytes = (text) => new TextEncoder().encode(text);
const refuses = (code, run, words = /./) =>
  assert.throws(run, (error) => {
    assert.ok(error instanceof VigieError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  });

test('before init() everything says what was forgotten', () => {
  refuses('not_loaded', () => new Detector(), /init\(\)/);
  refuses('not_loaded', () => new Conversation());
  refuses('not_loaded', () => Conversation.restore(new Uint8Array()));
});

test('a failed load can be tried again', async () => {
  await assert.rejects(init(bytes('no module')));
  await init();
  assert.ok(new Detector().rules > 100);
});

test('a bad pack is refused, and the error names pack, rule and field', async () => {
  await init();
  const pack = (text) => () => new Detector({ packs: [{ name: 'ours.toml', bytes: bytes(text) }] });
  refuses('invalid_pack', pack('not = [toml'), /ours\.toml/);
  refuses('invalid_pack', pack('[pack]\nlanguage = "en"\nkind = "secrecy"\ncolour = "red"\n'), /colour/);
  const rule = `[pack]\nlanguage = "en"\nkind = "secrecy"\n[[rule]]\nid = "en.secrecy.bad"\nweight = 0.5\n
    by = "contact"
    phrases = ["(unclosed"]\nreason = "x"\nmatches = ["a b", "c d", "e f"]\nignores = ["g", "h"]\n`;
  refuses('invalid_pack', pack(rule), /en\.secrecy\.bad/);
});

test('a bad preset, bad weights and a bad model are refused', async () => {
  await init();
  refuses('invalid_policy', () => new Detector({ ageBand: 'toddler' }));
  refuses('invalid_policy', () => new Detector({ sensitivity: 'maximal' }));
  refuses('invalid_model', () => new Detector({ model: { bytes: bytes('VGM?'), weights: '' } }));
  refuses('invalid_model', () => new Detector({ model: { bytes: new Uint8Array(2_000_000), weights: '' } }));
});

test('hostile snapshots are an error with a code, never a crash', async () => {
  await init();
  const detector = new Detector();
  const { state } = detector.assessBatch(null, [
    { sender: 'a', text: 'how old are u', role: 'contact' },
    { sender: 'b', text: '13', role: 'protected', age: 13 },
  ]);
  for (let length = 0; length < state.length; length += 1) {
    refuses('invalid_snapshot', () => Conversation.restore(state.slice(0, length)));
  }
  for (let bit = 0; bit < state.length * 8; bit += 1) {
    const damaged = state.slice();
    damaged[bit >> 3] ^= 1 << (bit & 7);
    assert.throws(() => Conversation.restore(damaged), /snapshot/);
  }
  let seed = 7;
  for (let round = 0; round < 2_000; round += 1) {
    const noise = Uint8Array.from({ length: round % 300 }, () => (seed = (seed * 48_271) % 2_147_483_647) & 255);
    assert.throws(() => Conversation.restore(noise), VigieError);
  }
  refuses('invalid_snapshot', () => Conversation.restore(new Uint8Array(1 << 20)));
  assert.throws(() => Conversation.restore('text'), TypeError);
  assert.deepEqual(Conversation.restore(state).snapshot(), state);
});

test('any text is assessed, broken pairs and endless words included', async () => {
  await init();
  const detector = new Detector();
  const conversation = new Conversation();
  const awkward = ['', '\0', '\ud83d', '\ude00\ud83d', 'pay\ud83d or everyone sees it', '\u202e\u200b'.repeat(500), 'a'.repeat(300_000)];
  for (const text of awkward) {
    const found = detector.assess(conversation, { sender: 'x', text, role: 'contact' });
    for (const { start, end } of found.signals) {
      assert.ok(start < end && end <= text.length, `${start}–${end} of ${text.length}`);
    }
  }
  assert.equal(conversation.messages, awkward.length);
});

test('wrong types are a TypeError and change nothing', async () => {
  await init();
  const detector = new Detector();
  const conversation = new Conversation();
  const before = conversation.snapshot();
  for (const wrong of [
    { text: 'no sender' },
    { sender: 'x', text: 7 },
    { sender: 'x', text: 'y', role: 'Contact' },
    { sender: 'x', text: 'y', media: 'hologram' },
    { sender: 'x', text: 'y', age: 300 },
    { sender: 'x', text: 'y', age: 13.5 },
  ]) {
    assert.throws(() => detector.assess(conversation, wrong), TypeError);
  }
  assert.deepEqual(conversation.snapshot(), before);
});

test('hostile exports are an error with a code, or problems by line', async () => {
  await init();
  refuses('unknown_format', () => readExport(bytes('nothing like a chat')));
  refuses('unknown_format', () => readExport(bytes('{}'), { format: 'telepathy' }));
  const broken = readExport(bytes('{"sender":"a","text":"hi"}\n{"sender":'), { format: 'jsonl', fileName: 'c.jsonl' });
  assert.equal(broken.messages[0].text, 'hi');
  assert.equal(broken.messages[0].conversation, 'c');
  assert.equal(broken.problems[0].line, 2);
  for (const format of ['jsonl', 'whatsapp', 'telegram', 'discord-json', 'discord-csv', 'instagram', 'signal', 'sms-backup', 'pan12']) {
    const found = readExport(Uint8Array.from({ length: 4_096 }, (_, index) => (index * 131) & 255), { format });
    assert.deepEqual(found.messages.filter(({ text }) => typeof text !== 'string'), []);
  }
});
