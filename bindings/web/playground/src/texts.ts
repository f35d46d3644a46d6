import type { Assessment } from './engine.js';
import { en } from './texts.en.js';
import { fr } from './texts.fr.js';

export type Language = 'en' | 'fr';

/** Everything the page says, in one language. */
export interface Texts {
  /** Fills the elements with `data-text`, `data-label` and `data-placeholder`. */
  page: Record<string, string>;
  examples: Record<string, string>;
  threats: Record<keyof Assessment['threats'], string>;
  levels: Record<Assessment['level'], string>;
  media: Record<'photo' | 'video' | 'audio' | 'file', string>;
  messagesAxis: string;
  helpFrom: string;
  otherThreats: string;
  /** In place of a figure above 99 %: no model is that sure. */
  almostSure: string;
  noMessages: string;
  helpShownHere: string;
  helpRead: string;
  deleted: string;
  play: string;
  pause: string;
  nobody: string;
  percent(value: number): string;
  time(date: Date): string;
  stage(stage: Assessment['stage']): string;
  byModel(kind: string): string;
  notCovered(gap: Assessment['coverageGap']): string;
  partlyCovered(gap: Assessment['coverageGap']): string;
  chartSummary(messages: number, highest: number, alerts: number[]): string;
  where(message: number, of: number): string;
  alerted(threat: keyof Assessment['threats']): string;
  assessed(messages: number, alerts: number): string;
  notRead(problems: number): string;
  unreadable: string;
  /** Before a draft is sent: what it would give away, in one sentence. */
  hold(kinds: string[]): string;
  howMany(step: number, of: number): string;
  versions(engine: string, model: string | null): string;
  help: {
    quietTitle: string;
    quiet: string;
    unreadTitle: string;
    unread: string;
    next: string;
    back: string;
    done: string;
    someone: string;
    parentNote: Record<'under13' | 'teen13to15' | 'teen16to17' | 'adult', string>;
    parentQuiet: string;
    parentQuietTitle: string;
    checked(date: string): string;
  };
}

export const TEXTS: Record<Language, Texts> = { en, fr };
