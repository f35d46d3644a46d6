import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Conversation, Detector, Help, VigieError, init, memoryBytes, readExport } from 'vigie';
import { goldenConversations } from './support/golden.mjs';

await init();
const golden = goldenConversations();
const example = (name) => readFileSync(new URL(`../../../examples/${name}`, import.meta.url));

test('four workers in parallel give the recorded states', async () => {
  const module = await WebAssembly.compile(readFileSync(new URL('../dist/full/vigie_bg.wasm', import.meta.url)));
  const replay = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./support/replay-worker.mjs', import.meta.url), { workerData: { module } });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  const found = await Promise.all([replay(), replay(), replay(), replay()]);
  for (const states of found) assert.deepEqual(states, golden.map(({ snapshot }) => snapshot));
});

test('a process killed after every message goes on as if never killed', async () => {
  const { messages } = readExport(example('sextortion_fr.jsonl'));
  const expected = new Detector().assessBatch(null, messages);
  const folder = mkdtempSync(join(tmpdir(), 'vigie-'));
  try {
    const found = [];
    // Killing after each of them would mean as many starts: after every seventh is as telling.
    for (let from = 0; from < messages.length; from += 7) {
      found.push(...(await assessAndDie(join(folder, 'state'), messages.slice(from, from + 7))));
    }
    assert.deepEqual(found, expected.assessments);
    assert.deepEqual(new Uint8Array(readFileSync(join(folder, 'state'))), expected.state);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function assessAndDie(store, messages) {
  const child = spawn(process.execPath, [new URL('./support/killed.mjs', import.meta.url).pathname, store], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const found = [];
  child.stdin.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  for await (const line of createInterface({ input: child.stdout })) {
    found.push(JSON.parse(line));
    if (found.length === messages.length) child.kill('SIGKILL');
  }
  assert.equal(await ended, 'SIGKILL');
  return found;
}

test('ten thousand messages leave the memory as it was', () => {
  const detector = new Detector();
  const conversation = new Conversation();
  const texts = golden.flatMap(({ messages }) => messages);
  const assess = (count) => {
    for (let index = 0; index < count; index += 1) detector.assess(conversation, texts[index % texts.length]);
  };
  assess(500);
  const [wasm, bytes] = [memoryBytes(), conversation.snapshot().length];
  assess(10_000);
  assert.equal(memoryBytes(), wasm);
  assert.equal(conversation.messages, 10_500);
  assert.ok(conversation.snapshot().length <= 4_096, `${bytes}, then ${conversation.snapshot().length} bytes`);
});

test('conversations that are freed leave the memory as it was', () => {
  const detector = new Detector();
  const round = () => {
    for (const { messages } of golden) detector.assessBatch(null, messages);
  };
  round();
  const before = memoryBytes();
  for (let times = 0; times < 20; times += 1) round();
  assert.equal(memoryBytes(), before);
});

test('an alert goes on until it is acknowledged, after a restart too', () => {
  const detector = new Detector();
  const conversation = new Conversation(0x1234_5678_9abc_def0n);
  const found = detector.assess(conversation, { sender: 'x', role: 'contact', text: '😀 pay me or everyone sees it' });
  assert.equal(found.alert, true);
  assert.equal(found.about, conversation.participant('x'));
  assert.ok(found.advice.length > 0);
  const threat = found.signals.find(({ kind }) => kind === 'exposure_threat');
  assert.equal('😀 pay me or everyone sees it'.slice(threat.start, threat.end), 'or everyone sees it');
  assert.ok(found.reasons.includes(threat.reason));
  const later = Conversation.restore(conversation.snapshot());
  assert.equal(later.alerting, true);
  later.acknowledge();
  assert.equal(later.alerting, false);
});

test('exports become messages that can be assessed', () => {
  const chat = readExport(example('whatsapp_fr.txt'), { fileName: 'samedi.txt', protectedName: 'ines' });
  assert.equal(chat.format, 'whatsapp');
  assert.equal(chat.messages[0].sender, 'Inès');
  assert.equal(chat.messages[0].role, 'protected');
  assert.equal(chat.messages[1].role, 'contact');
  const { assessments } = new Detector().assessBatch(null, chat.messages);
  assert.ok(assessments.every(({ alert }) => !alert));
  assert.equal(assessments.at(-1).coverage, 'full');
});

test('a draft is looked at without a trace, and the sender can be trusted', () => {
  const detector = new Detector();
  const conversation = new Conversation();
  for (const text of ['send me a pic of you now', 'pay 50 or i send it to everyone']) {
    detector.assess(conversation, { sender: 'x', role: 'contact', text });
  }
  const before = conversation.snapshot();
  const text = '😀 fine, i live at 14 mill lane';
  const draft = detector.assessDraft(conversation, { sender: 'me', text });
  assert.equal(draft.hold, true);
  const [{ kind, start, end }] = draft.contents;
  assert.equal(kind, 'personal_info');
  assert.match(text.slice(start, end), /^i live at/);
  assert.ok(draft.advice.includes('tell_an_adult'));
  assert.equal(draft.moment, 'about_to_send');
  assert.equal(detector.assessDraft(conversation, { sender: 'me', text: 'no' }).hold, false);
  assert.deepEqual(conversation.snapshot(), before);
  conversation.dismiss();
  assert.equal(conversation.alerting, false);
  conversation.trust('aunt');
  assert.equal(Conversation.restore(conversation.snapshot()).isTrusted('aunt'), true);
  conversation.distrust('aunt');
  assert.equal(conversation.isTrusted('aunt'), false);
});

test('at an alert there are words for each reader, and somebody to call', () => {
  const { messages } = readExport(example('sextortion_fr.jsonl'));
  const { assessments } = new Detector().assessBatch(null, messages);
  const { moment, leadingThreat: threat, advice } = assessments.findLast(({ alert }) => alert);
  const help = new Help();
  for (const language of ['en', 'fr']) {
    const titles = new Set();
    for (const audience of ['child', 'teen', 'parent']) {
      for (const style of ['standard', 'easy']) {
        const card = help.card({ moment, threat, audience, style, language });
        assert.equal(card.language, language);
        assert.ok(card.steps.length >= 3 && card.steps.every(({ label }) => label.length > 3));
        titles.add(card.title + card.text);
      }
    }
    assert.ok(titles.size >= 4, [...titles].join(' | '));
  }
  const { steps } = help.card({ moment, threat, audience: 'teen', language: 'fr-CA' });
  assert.deepEqual(steps.map(({ key }) => key), advice);
  const lines = help.findLines({ moment, threat, audience: 'teen', language: 'fr', need: 'talk', region: 'FR', by: 'call', age: 14 });
  assert.ok(lines.some(({ phone }) => phone === '3018'), JSON.stringify(lines));
  assert.match(lines[0].verifiedOn, /^\d{4}-\d\d-\d\d$/);
  assert.equal(help.card({ moment, threat, audience: 'teen', language: 'xx' }), null);
  const own = { name: 'ours.toml', bytes: new TextEncoder().encode('[guidance]\nlanguage = 1') };
  assert.throws(() => new Help({ words: [own] }), (error) => error instanceof VigieError && error.code === 'invalid_guidance');
});
