import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, Detector, init } from 'vigie';
import { hex } from './support/golden.mjs';

await init();
const detector = new Detector();
const THREAT = { sender: 'x', role: 'contact', text: 'pay 50 or i send it to everyone you know' };
const alone = (message) => detector.assess(new Conversation(), message);

test('in a group a threat to another member is about a third party', () => {
  for (const told of [{ to: 'y' }, { replyTo: '1' }]) {
    const group = new Conversation();
    detector.assess(group, { sender: 'me', role: 'protected', text: 'hi all' });
    detector.assess(group, { sender: 'y', role: 'contact', text: 'hi all', id: '1' });
    const { alert, concern, about } = detector.assess(group, { ...THREAT, ...told });
    assert.deepEqual([alert, concern, about], [true, 'third_party', group.participant('x')]);
  }
  const group = new Conversation();
  detector.assess(group, { sender: 'me', role: 'protected', text: 'hi all' });
  const { alert, concern } = detector.assess(group, { ...THREAT, to: 'me' });
  assert.deepEqual([alert, concern], [true, 'contact']);
});

test('an identifier counts once and an edit anew', () => {
  const conversation = new Conversation();
  assert.equal(detector.assess(conversation, { ...THREAT, text: 'see you at practice', id: '1' }).alert, false);
  const before = hex(conversation.snapshot());
  assert.equal(detector.assess(conversation, { ...THREAT, id: '1' }).alert, false);
  assert.equal(hex(conversation.snapshot()), before);
  assert.equal(detector.assess(conversation, { ...THREAT, id: '1', edited: true }).alert, true);
});

test('what is forwarded is told and what is deleted was said', () => {
  const { concern, signals } = alone({ ...THREAT, forwarded: true });
  assert.equal(concern, 'third_party');
  assert.ok(signals.length > 0 && signals.every(({ reported }) => reported));
  assert.equal(alone({ ...THREAT, deleted: true }).alert, true);
});

test('a picture without words is not assessed', () => {
  assert.equal(alone({ sender: 'x', media: 'photo' }).coverageGap, 'no_text');
  assert.equal(alone({ sender: 'x' }).coverageGap, 'too_little');
});

test('the age of the protected person sets the band', () => {
  const text = 'can you keep a secret? how old are you, send me a pic';
  const [child, adult] = [11, 30].map((age) => {
    const conversation = new Conversation();
    detector.assess(conversation, { sender: 'me', role: 'protected', text: 'hello you', age });
    return detector.assess(conversation, { ...THREAT, text }).score;
  });
  assert.ok(child > adult);
});
