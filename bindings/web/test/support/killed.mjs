// Assesses messages from a pipe, stores the state after each one, and says so. It is killed from outside.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Conversation, Detector, init } from 'vigie';

const store = process.argv[2];
await init();
const detector = new Detector();
const conversation = existsSync(store) ? Conversation.restore(readFileSync(store)) : new Conversation();
for await (const line of createInterface({ input: process.stdin })) {
  const assessment = detector.assess(conversation, JSON.parse(line));
  // A file is replaced as a whole: a kill in between leaves the old one.
  writeFileSync(`${store}.new`, conversation.snapshot());
  renameSync(`${store}.new`, store);
  process.stdout.write(`${JSON.stringify(assessment)}\n`);
}
