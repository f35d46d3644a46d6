import { Help as RawHelp } from './vigie.js';
import { guarded } from './errors.js';
import { requireLoaded } from './load.js';
import type { Threat, TomlDocument } from './types.js';

/** The moment that help is shown for. The list grows. */
export type Moment =
  | 'first_doubt'
  | 'pressure'
  | 'threat'
  | 'after_payment'
  | 'after_sending'
  | 'exposed'
  | 'despair'
  | 'friend_in_trouble'
  | 'friend_in_despair'
  | 'about_to_send'
  | 'about_to_threaten'
  | 'scam';

/** Whom the words are for: twelve and younger, thirteen and older, or an adult whom the child asked for help. */
export type Audience = 'child' | 'teen' | 'parent';

/** Plain words, or easy-to-read ones. */
export type Style = 'standard' | 'easy';

/** What a step does when it is tapped. */
export type Action = 'call' | 'chat' | 'block' | 'keep_evidence' | 'take_down' | 'report' | 'tell_an_adult';

/** What a step needs a line for. */
export type Need = 'talk' | 'crisis' | 'report' | 'remove' | 'scam' | 'emergency';

/** What a line is for. */
export type HelpKind = 'talk' | 'report' | 'remove' | 'emergency';

/** What a line knows about. */
export type Topic =
  | 'child'
  | 'digital_violence'
  | 'child_abuse'
  | 'suicide'
  | 'violence_against_women'
  | 'dependent_adults'
  | 'victims'
  | 'images'
  | 'scam'
  | 'parents'
  | 'danger';

/** What to show: one screen. */
export interface Card {
  moment: Moment;
  title: string;
  text: string;
  language: string;
  /** Show one at a time. */
  steps: Step[];
}

/** One piece of advice. */
export interface Step {
  /** One of `assessment.advice`. */
  key: string;
  /** A few words: the button, where there is an action. */
  label: string;
  /** One or two short sentences: how. */
  text: string;
  /** What tapping it does; absent: something to know. */
  action?: Action;
  /** What kind of line it needs, for `findLines`. */
  need?: Need;
}

/** What help is about, and who reads it. */
export interface HelpSubject {
  /** `assessment.moment`. */
  moment: Moment;
  /** `assessment.leadingThreat`. */
  threat: Threat;
  audience: Audience;
}

export interface CardRequest extends HelpSubject {
  /** `standard` by default. */
  style?: Style | undefined;
  /** A BCP 47 tag. */
  language: string;
}

/** A line that one can call, write to or report to. */
export interface HelpLine {
  /** Its identifier: `fr.3018`. A line of the app's own replaces one of the same identifier. */
  id: string;
  /** ISO 3166 country code; `EU` for the Union, `*` for anywhere. */
  region: string;
  name: string;
  kinds: HelpKind[];
  /** The nearest first. */
  topics: Topic[];
  /** As one dials it in its region; so is `sms`. */
  phone?: string;
  sms?: string;
  url?: string;
  /** It answers in writing. */
  chat: boolean;
  /** For whom it is, both ends included; absent: everybody. */
  ages?: { youngest: number; oldest: number };
  languages: string[];
  /** In its own time: `24/7`, `daily 09:00-23:00`, `mon-fri 08:00-22:00; sat 10:00-14:00`; absent: not known. */
  hours?: string;
  /** A name of the IANA data base. */
  timeZone?: string;
  /** Absent: not known; so is `anonymous`. */
  free?: boolean;
  anonymous?: boolean;
  /** May be offered to people of other regions that have nothing of this kind. */
  fallback: boolean;
  /** What else one must know. */
  note?: string;
  /** Where this was read. */
  source: string;
  /** When it was read there, as 2026-11-21. */
  verifiedOn: string;
  /** False: its source was not seen, or is old. Mark it. */
  verified: boolean;
}

/** A line that fits. */
export interface FoundLine extends HelpLine {
  /** Whether it is open; absent where that is not known. */
  open?: boolean;
  /** It serves everywhere, and stands in because the region has nothing of the kind. */
  standsIn: boolean;
}

/** What is looked for. With a subject (all of it or nothing), lines for it come first. */
export interface LineRequest extends Partial<HelpSubject> {
  /** What for, as a step says. */
  need: Need;
  /** ISO 3166 country code; empty where it is not known. */
  region: string;
  /** A BCP 47 tag. */
  language: string;
  /** The age of the person concerned; lines for others are left out. */
  age?: number | undefined;
  /** `call` needs a number, `chat` somebody who answers in writing. */
  by?: Action | undefined;
  /** Now. Lines that are closed come last. */
  at?: Date | undefined;
  /** The minutes by which the region is ahead of UTC; the device's own by default. */
  minutesAhead?: number | undefined;
}

/** What the app adds to the embedded words and lines. Bring it along, or open it with a `Keyring`. */
export interface HelpOptions {
  /** Each document replaces the words of its language. */
  words?: readonly TomlDocument[] | undefined;
  /** A line replaces one of the same identifier. */
  lines?: readonly TomlDocument[] | undefined;
  /** The identifiers of lines to take out. */
  without?: readonly string[] | undefined;
}

/**
 * The words to show when help is due, and whom one can call.
 *
 * @throws VigieError with `invalid_guidance`
 */
export class Help {
  readonly #raw: RawHelp;

  /** The embedded ones, and the app's own. */
  constructor(own: HelpOptions = {}) {
    requireLoaded();
    this.#raw = guarded(() => {
      const help = new RawHelp();
      for (const { name, bytes } of own.words ?? []) help.with_words(name, bytes);
      for (const { name, bytes } of own.lines ?? []) help.with_lines(name, bytes);
      for (const id of own.without ?? []) help.without(id);
      return help;
    });
  }

  /** The languages there are words in. */
  get languages(): string[] {
    return JSON.parse(this.#raw.languages());
  }

  /** What to show at a moment; null where there are no words in the language. */
  card({ moment, threat, audience, style, language }: CardRequest): Card | null {
    return guarded(() => JSON.parse(this.#raw.card(moment, threat, audience, style ?? 'standard', language)));
  }

  /**
   * The words of pieces of advice, in the order given: for the advice of a draft, or of an assessment that was stored. A
   * key that is unknown, or has no words for the reader, is left out.
   */
  steps(advice: readonly string[], audience: Audience, language: string): Step[] {
    return guarded(() => JSON.parse(this.#raw.steps([...advice], audience, language)));
  }

  /** The lines that fit, the best first. A number of another country is never among them, unless it says so. */
  findLines(request: LineRequest): FoundLine[] {
    const { region, language, need, moment, threat, audience, age, by, at, minutesAhead } = request;
    const subject = [moment, threat, audience].filter((part) => part !== undefined).length;
    if (subject !== 0 && subject !== 3) {
      throw new TypeError('moment, threat and audience belong together');
    }
    const ahead = minutesAhead ?? -(at ?? new Date(0)).getTimezoneOffset();
    const now = at ? at.getTime() : NaN;
    return guarded(() =>
      JSON.parse(this.#raw.find_lines(region, language, need, moment, threat, audience, age, by, now, ahead)),
    );
  }

  /** The line of an identifier; null where there is none. */
  line(id: string): HelpLine | null {
    return JSON.parse(this.#raw.line(id));
  }

  /** Every line, in the order of the data. */
  lines(): HelpLine[] {
    return JSON.parse(this.#raw.lines());
  }

  /** The verified lines that were not read again in time. Ask before a release: it should be empty. */
  staleLines(now: Date): HelpLine[] {
    return JSON.parse(this.#raw.stale_lines(now.getTime()));
  }

  /** Gives the memory back now. */
  free(): void {
    this.#raw.free();
  }
}
