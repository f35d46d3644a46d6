import { h } from './dom.js';
import type { AgeBand, Assessment } from './engine.js';
import { cardFor, type Reader } from './guidance.js';
import type { Texts } from './texts.js';

/** What the panel needs to know. */
export interface HelpState {
  /** After the message that is looked at; undefined without messages. */
  assessment: Assessment | undefined;
  /** Whether help is on the screen at that message. */
  shown: boolean;
  reader: Reader;
  /** Which step the child is at. */
  step: number;
  /** Help can be acknowledged: the message looked at is the last one. */
  canAcknowledge: boolean;
}

export interface HelpActions {
  step(to: number): void;
  acknowledge(): void;
}

/** What the child, or a parent, would have on their screen. No score, no accusation, no quoted message. */
export function helpPanel(state: HelpState, texts: Texts, actions: HelpActions): HTMLElement {
  const { assessment, shown, reader } = state;
  const card = shown && assessment ? cardFor(assessment, reader) : undefined;
  if (reader.audience === 'parent') {
    const note = h('p', { class: 'note' }, texts.help.parentNote[reader.ageBand]);
    if (!card || reader.ageBand === 'adult') {
      return screen(h('h3', {}, texts.help.parentQuietTitle), h('p', {}, texts.help.parentQuiet), note);
    }
    const steps = card.steps.map(({ label, text }) => h('li', {}, h('strong', {}, label), h('span', {}, text)));
    return screen(h('h3', {}, card.title), h('p', {}, card.text), h('ul', { class: 'steps' }, ...steps), lines(card, texts), note);
  }
  if (!card) {
    const unread = assessment?.coverage === 'none';
    return screen(
      h('h3', {}, unread ? texts.help.unreadTitle : texts.help.quietTitle),
      h('p', {}, unread ? texts.help.unread : texts.help.quiet),
    );
  }
  const at = Math.min(state.step, card.steps.length - 1);
  const step = card.steps[at]!;
  const last = at === card.steps.length - 1;
  return screen(
    h('h3', {}, card.title),
    h('p', {}, card.text),
    h(
      'div',
      { class: 'step', id: 'help-step', tabindex: -1 },
      h('p', { class: 'count' }, texts.howMany(at + 1, card.steps.length)),
      h('p', { class: 'do' }, step.label),
      h('p', {}, step.text),
    ),
    h(
      'div',
      { class: 'row' },
      at > 0 && button(texts.help.back, 'quiet', 'back', () => actions.step(at - 1)),
      !last && button(texts.help.next, '', 'next', () => actions.step(at + 1)),
      last && state.canAcknowledge && button(texts.help.done, '', 'done', actions.acknowledge),
    ),
    lines(card, texts),
  );
}

function screen(...content: (Node | string)[]): HTMLElement {
  return h('div', { class: 'screen' }, ...content);
}

function lines(card: NonNullable<ReturnType<typeof cardFor>>, texts: Texts): HTMLElement {
  const items = card.lines.map(({ name, number, about }) =>
    h(
      'li',
      {},
      h('a', { href: `tel:${number.replaceAll(/[^\d+]/g, '')}` }, name === number ? number : `${name} · ${number}`),
      h('span', {}, about),
    ),
  );
  return h(
    'div',
    { class: 'lines' },
    h('h4', {}, texts.help.someone),
    h('ul', {}, ...items),
    h('p', { class: 'aside' }, texts.help.checked(card.verified)),
  );
}

function button(label: string, kind: string, id: string, act: () => void): HTMLButtonElement {
  const made = h('button', { type: 'button', class: kind || undefined, id: `help-${id}` }, label);
  made.addEventListener('click', act);
  return made;
}

/** The band of an age in years. */
export function bandOf(years: number): AgeBand {
  if (years < 13) return 'under13';
  if (years < 16) return 'teen13to15';
  return years < 18 ? 'teen16to17' : 'adult';
}
