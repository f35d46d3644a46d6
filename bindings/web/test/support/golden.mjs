// The golden files of the workspace, as this package is to give them.
import { readFileSync } from 'node:fs';

const ROOT = new URL('../../../../tests/', import.meta.url);
/** The time of the first message of a written conversation, as `vigie-eval` sets it. */
const START = 1_710_000_000_000;

export function lines(path) {
  return readFileSync(new URL(path, ROOT), 'utf8')
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => JSON.parse(line));
}

/** Each golden conversation: its messages, the assessments recorded for them, the snapshot after the last. */
export function goldenConversations() {
  const written = new Map(['en', 'fr'].flatMap((code) => lines(`scenarios/${code}.jsonl`)).map((s) => [s.id, s]));
  const golden = new Map();
  for (const { scenario: id, index, assessment, snapshot } of lines('golden/assessments.jsonl')) {
    if (!golden.has(id)) golden.set(id, { id, messages: messagesOf(written.get(id)), expected: [] });
    if (snapshot) golden.get(id).snapshot = snapshot;
    else golden.get(id).expected[index] = assessment;
  }
  return [...golden.values()];
}

/** The messages of a written conversation, as `vigie-eval` hands them in. */
export function messagesOf(scenario) {
  return scenario.messages.map(({ from, text, t }) => ({
    sender: from,
    text,
    role: scenario.participants[from]?.role,
    sentAt: START + Math.trunc(t * 60_000),
  }));
}

/** An assessment in the form of the golden file: positions in characters, probabilities of three digits. */
export function recorded(assessment, text) {
  const character = (unit) => [...text.slice(0, unit)].length;
  return {
    level: assessment.level,
    coverage: assessment.coverage,
    alert: assessment.alert,
    alerting: assessment.alerting,
    concern: assessment.concern,
    stage: assessment.stage,
    threats: Object.values(assessment.threats).map((value) => Math.round(Math.fround(value) * 1000) / 1000),
    signals: assessment.signals.map(({ kind, start, end, rule }) => [
      kind,
      character(start),
      character(end),
      rule ?? null,
    ]),
    reasons: assessment.reasons,
    advice: assessment.advice,
  };
}

export function hex(bytes) {
  return Buffer.from(bytes).toString('hex');
}
