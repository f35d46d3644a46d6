import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, Detector, init } from 'vigie';
import { goldenConversations, hex, recorded } from './support/golden.mjs';

await init();
const golden = goldenConversations();

test('every golden conversation gives what Rust gives, bytes included', () => {
  const detector = new Detector();
  assert.ok(golden.length >= 20, `${golden.length} conversations`);
  for (const { id, messages, expected, snapshot } of golden) {
    const conversation = new Conversation();
    messages.forEach((message, index) => {
      const found = recorded(detector.assess(conversation, message), message.text);
      assert.deepEqual(found, expected[index], `${id}, message ${index}`);
    });
    assert.equal(expected.length, messages.length, id);
    assert.equal(hex(conversation.snapshot()), snapshot, id);
  }
});

test('a batch gives the same assessments and the same state', () => {
  const detector = new Detector();
  for (const { id, messages, expected, snapshot } of golden) {
    const half = messages.length >> 1;
    const first = detector.assessBatch(null, messages.slice(0, half));
    const second = detector.assessBatch(first.state, messages.slice(half));
    const found = [...first.assessments, ...second.assessments];
    assert.deepEqual(found.map((assessment, index) => recorded(assessment, messages[index].text)), expected, id);
    assert.equal(hex(second.state), snapshot, id);
  }
});

test('the rules alone answer otherwise than rules and model somewhere', () => {
  const [full, rules] = [new Detector(), new Detector({ rulesOnly: true })];
  const scores = (detector) =>
    golden.flatMap(({ messages }) => detector.assessBatch(null, messages).assessments.map(({ score }) => score));
  assert.notDeepEqual(scores(rules), scores(full));
});
