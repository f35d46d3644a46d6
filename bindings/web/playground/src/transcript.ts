import { h } from './dom.js';
import type { Assessment, ExportedMessage } from './engine.js';
import type { Texts } from './texts.js';

/** Signals that speak for an ordinary chat. */
const CALMING = new Set(['same_age_peer', 'known_context', 'third_party_talk', 'play']);

/** One message as a list item: who, what, the evidence in it and why it is evidence. */
export function entry(
  message: ExportedMessage,
  assessment: Assessment | undefined,
  index: number,
  acknowledged: boolean,
  texts: Texts,
): HTMLLIElement {
  const reasons = assessment ? reasonsOf(assessment) : [];
  const model = assessment?.signals.filter(({ source }) => source === 'model') ?? [];
  const side = message.role === 'protected' ? 'own' : 'other';
  return h(
    'li',
    { class: `message ${side}`, 'data-index': index },
    h(
      'div',
      { class: 'bubble' },
      h('p', { class: 'meta' }, h('span', { class: 'sender' }, message.sender), ' ', time(message, texts)),
      h('p', { class: 'text', dir: 'auto' }, ...marked(message.text, assessment), media(message, texts)),
    ),
    (reasons.length > 0 || model.length > 0) &&
      h(
        'ul',
        { class: 'reasons' },
        ...reasons.map(({ reason, calm }) => h('li', { class: calm ? 'calm' : 'worry' }, reason)),
        ...model.map(({ kind }) => h('li', { class: 'worry' }, texts.byModel(kind))),
      ),
    assessment?.alert && h('p', { class: 'moment' }, h('span', {}, texts.helpShownHere)),
    acknowledged && h('p', { class: 'moment read' }, h('span', {}, texts.helpRead)),
  );
}

/** The text with its evidence underlined. */
function marked(text: string, assessment: Assessment | undefined): (Node | string)[] {
  const signals = (assessment?.signals ?? []).filter(({ source, end }) => source === 'rule' && end <= text.length);
  const edges = [...new Set([0, text.length, ...signals.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return edges.slice(1).map((end, place) => {
    const start = edges[place]!;
    const words = text.slice(start, end);
    const over = signals.filter((signal) => signal.start <= start && signal.end >= end);
    if (over.length === 0) return words;
    const calm = over.every(({ kind }) => CALMING.has(kind));
    const reasons = [...new Set(over.flatMap(({ reason }) => reason ?? []))].join(' · ');
    return h('mark', { class: calm ? 'calm' : 'worry', title: reasons || undefined }, words);
  });
}

function reasonsOf(assessment: Assessment): { reason: string; calm: boolean }[] {
  const seen = new Map<string, boolean>();
  for (const { reason, kind } of assessment.signals) {
    if (reason) seen.set(reason, CALMING.has(kind));
  }
  return [...seen].map(([reason, calm]) => ({ reason, calm }));
}

function media(message: ExportedMessage, texts: Texts): Node | string {
  if (message.deleted) return h('em', {}, texts.deleted);
  if (message.media) return h('em', {}, ` ${texts.media[message.media]}`);
  return '';
}

function time(message: ExportedMessage, texts: Texts): Node | string {
  if (message.sentAt === undefined) return '';
  const date = new Date(message.sentAt);
  return h('time', { datetime: date.toISOString() }, texts.time(date));
}
