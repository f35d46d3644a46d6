import { h, svg } from './dom.js';
import type { Assessment } from './engine.js';
import type { Texts } from './texts.js';

const HEIGHT = 170;
const LEFT = 42;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 24;
/** From here on help is shown, as in the engine's policy. */
const HELP_AT = 0.6;
/** More points than this cannot be told apart. */
const MOST_POINTS = 1_200;

const THREATS = ['grooming', 'sextortion_content', 'sextortion_money', 'exposure'] as const;

/** The risk after each message as a line, with the alerts on it. */
export function chart(assessments: Assessment[], selected: number, space: number, texts: Texts): SVGElement {
  const width = Math.max(space, 240);
  const x = (index: number) =>
    assessments.length < 2 ? (LEFT + width - RIGHT) / 2 : LEFT + (index / (assessments.length - 1)) * (width - LEFT - RIGHT);
  const y = (risk: number) => TOP + (1 - risk) * (HEIGHT - TOP - BOTTOM);
  const points = thinned(assessments).map(({ index, score }) => `${x(index).toFixed(1)},${y(score).toFixed(1)}`);
  const floor = y(0).toFixed(1);
  const alerts = assessments.flatMap(({ alert }, index) => (alert ? [index] : []));
  const grid = [0, 0.5, 1].map((risk) =>
    svg(
      'g',
      {},
      svg('line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: y(risk), y2: y(risk) }),
      svg('text', { class: 'label', x: LEFT - 8, y: y(risk) + 4, 'text-anchor': 'end' }, texts.percent(risk)),
    ),
  );
  const current = assessments[selected];
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': summary(assessments, alerts, texts) },
    ...grid,
    svg('rect', { class: 'zone', x: LEFT, y: y(1), width: width - LEFT - RIGHT, height: y(HELP_AT) - y(1) }),
    svg('line', { class: 'threshold', x1: LEFT, x2: width - RIGHT, y1: y(HELP_AT), y2: y(HELP_AT) }),
    svg('text', { class: 'label', x: LEFT + 6, y: y(1) + 17 }, texts.helpFrom),
    points.length > 1 && svg('polygon', { class: 'area', points: `${x(0)},${floor} ${points.join(' ')} ${x(assessments.length - 1)},${floor}` }),
    points.length > 0 && svg('polyline', { class: 'risk-line', points: points.join(' ') }),
    current && svg('line', { class: 'cursor', x1: x(selected), x2: x(selected), y1: TOP, y2: y(0) }),
    ...alerts.map((index) => {
      const [left, top] = [x(index), y(assessments[index]!.score)];
      return svg('path', { class: 'alert-mark', d: `M${left} ${top - 7}l7 12h-14z` });
    }),
    current && svg('circle', { class: 'point', cx: x(selected), cy: y(current.score), r: 5 }),
    svg('text', { class: 'label', x: LEFT, y: HEIGHT - 6 }, assessments.length > 0 && '1'),
    svg('text', { class: 'label', x: width - RIGHT, y: HEIGHT - 6, 'text-anchor': 'end' }, assessments.length > 1 && String(assessments.length)),
    svg('text', { class: 'label', x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 6, 'text-anchor': 'middle' }, texts.messagesAxis),
  );
}

/** How a conversation stands after one message: in words, the likeliest threat, and the others on demand. */
export function threats(assessment: Assessment | undefined, open: boolean, texts: Texts): HTMLElement {
  if (!assessment) return h('p', { class: 'aside' }, texts.noMessages);
  if (assessment.coverage === 'none') return h('p', { class: 'aside' }, texts.notCovered(assessment.coverageGap));
  const { level, stage, leadingThreat } = assessment;
  const others = THREATS.filter((threat) => threat !== leadingThreat);
  return h(
    'div',
    { class: 'threats' },
    h('p', {}, h('strong', {}, texts.levels[level]), level !== 'minimal' && ` · ${texts.stage(stage)}`),
    h('ul', { class: level === 'minimal' ? undefined : 'leading' }, row(leadingThreat, assessment, texts)),
    h(
      'details',
      { open },
      h('summary', {}, texts.otherThreats),
      h('ul', {}, ...others.map((threat) => row(threat, assessment, texts))),
    ),
    assessment.coverage === 'partial' && h('p', { class: 'aside' }, texts.partlyCovered(assessment.coverageGap)),
  );
}

function row(threat: (typeof THREATS)[number], assessment: Assessment, texts: Texts): HTMLElement {
  const value = assessment.threats[threat];
  return h(
    'li',
    {},
    h('span', {}, texts.threats[threat]),
    svg(
      'svg',
      { class: 'bar', viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('rect', { class: 'rail', width: 100, height: 6, rx: 3 }),
      svg('rect', { class: 'fill', width: Math.max(value * 100, 1), height: 6, rx: 3 }),
    ),
    h('span', { class: 'figure' }, value > 0.99 ? texts.almostSure : texts.percent(value)),
  );
}

function summary(assessments: Assessment[], alerts: number[], texts: Texts): string {
  const highest = Math.max(0, ...thinned(assessments).map(({ score }) => score));
  return texts.chartSummary(assessments.length, highest, alerts.map((index) => index + 1));
}

/** At most so many points, keeping the highest of each stretch. */
function thinned(assessments: Assessment[]): { index: number; score: number }[] {
  const stride = Math.ceil(assessments.length / MOST_POINTS);
  const points = assessments.map(({ score }, index) => ({ index, score }));
  if (stride <= 1) return points;
  const kept = [];
  for (let from = 0; from < points.length; from += stride) {
    kept.push(points.slice(from, from + stride).reduce((one, other) => (other.score > one.score ? other : one)));
  }
  return kept;
}
