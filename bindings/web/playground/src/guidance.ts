// Asks the engine for the words and the numbers of the help.

import { Help, type Assessment, type HelpLine } from 'vigie';
import type { AgeBand } from './engine.js';
import type { Language } from './texts.js';

export interface Card {
  title: string;
  text: string;
  steps: { label: string; text: string }[];
  lines: { name: string; number: string; about: string }[];
  /** When the numbers were checked. */
  verified: string;
}

export interface Reader {
  audience: 'child' | 'parent';
  ageBand: AgeBand;
  easy: boolean;
  language: Language;
}

const REGION: Record<Language, string> = { en: 'GB', fr: 'FR' };
const AGE: Record<AgeBand, number> = { under13: 11, teen13to15: 14, teen16to17: 16, adult: 20 };
/** More would be a list to choose from, and not a person to call. */
const MOST_LINES = 2;

let help: Help | undefined;

/** What to show while an assessment is alerting; undefined when there is nothing to show. */
export function cardFor(assessment: Assessment, reader: Reader): Card | undefined {
  const { moment, leadingThreat: threat } = assessment;
  if (!moment) return undefined;
  help ??= new Help();
  const { language } = reader;
  const young = reader.ageBand === 'under13' ? 'child' : 'teen';
  const about = { moment, threat, audience: reader.audience === 'parent' ? reader.audience : young, language } as const;
  const card = help.card({ ...about, style: reader.easy ? 'easy' : 'standard' });
  if (!card) return undefined;
  const need = moment === 'despair' || moment === 'friend_in_despair' ? 'crisis' : 'talk';
  const found = help.findLines({ ...about, need, by: 'call', region: REGION[language], age: AGE[reader.ageBand] });
  const lines = found.slice(0, MOST_LINES).map((line) => ({
    name: line.name,
    number: line.phone ?? '',
    about: aboutLine(line, language),
  }));
  return { ...card, lines, verified: found[0]?.verifiedOn ?? '' };
}

const WORDS = {
  en: { free: 'free', anonymous: 'anonymous', always: 'day and night', daily: 'every day' },
  fr: { free: 'gratuit', anonymous: 'anonyme', always: 'jour et nuit', daily: 'tous les jours' },
};

/** «free, anonymous, every day 09:00–23:00». Hours that differ by day are left to the line's own page. */
function aboutLine({ free, anonymous, hours }: HelpLine, language: Language): string {
  const words = WORDS[language];
  const [, from, to] = /^daily (\d\d:\d\d)-(\d\d:\d\d)$/.exec(hours ?? '') ?? [];
  const when = hours === '24/7' ? words.always : from && `${words.daily} ${from}–${to}`;
  return [free && words.free, anonymous && words.anonymous, when].filter(Boolean).join(', ');
}
