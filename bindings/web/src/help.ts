import { Help as RawHelp } from './vigie.js';
import { guarded } from './errors.js';
import { requireLoaded } from './load.js';
import type { PackDocument, Threat } from './types.js';

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

/** What to show: one screen. */
export interface Card {
  title: string;
  text: string;
  language: string;
  /** Show one at a time. */
  steps: { key: string; label: string; text: string; action?: Action; need?: Need }[];
}

export interface CardRequest {
  /** `assessment.moment`. */
  moment: Moment;
  /** `assessment.leadingThreat`. */
  threat: Threat;
  audience: Audience;
  /** `standard` by default. */
  style?: Style | undefined;
  /** A BCP 47 tag. */
  language: string;
}

/** A line that one can call, write to or report to. */
export interface HelpLine {
  id: string;
  region: string;
  name: string;
  phone?: string;
  sms?: string;
  url?: string;
  chat: boolean;
  languages: string[];
  hours?: string;
  free?: boolean;
  anonymous?: boolean;
  note?: string;
  /** When it was checked, as 2026-11-21. */
  verifiedOn: string;
  /** False: its source was not seen. */
  verified: boolean;
  /** Whether it is open; absent where that is not known. */
  open?: boolean;
  /** It serves everywhere, and stands in because the region has nothing of the kind. */
  standsIn: boolean;
}

export interface LineRequest extends Omit<CardRequest, 'style'> {
  need: Need;
  /** ISO 3166 country code; empty where it is not known. */
  region: string;
  /** The age of the person concerned. */
  age?: number | undefined;
  /** `call` needs a number, `chat` somebody who answers in writing. */
  by?: Action | undefined;
  /** Now. */
  at?: Date | undefined;
  /** The minutes by which the region is ahead of UTC; the device's own by default. */
  minutesAhead?: number | undefined;
}

/**
 * The words to show when help is due, and whom one can call.
 *
 * @throws VigieError with `invalid_guidance`
 */
export class Help {
  readonly #raw: RawHelp;

  /** The embedded ones, and the app's own: words replace those of their language, lines those of the same identifier. */
  constructor(own: { words?: readonly PackDocument[]; lines?: readonly PackDocument[] } = {}) {
    requireLoaded();
    this.#raw = guarded(() => {
      const help = new RawHelp();
      for (const { name, bytes } of own.words ?? []) help.with_words(name, bytes);
      for (const { name, bytes } of own.lines ?? []) help.with_lines(name, bytes);
      return help;
    });
  }

  /** What to show at a moment; null where there are no words in the language. */
  card({ moment, threat, audience, style, language }: CardRequest): Card | null {
    return guarded(() => JSON.parse(this.#raw.card(moment, threat, audience, style ?? 'standard', language)));
  }

  /** The lines that fit, the best first. A number of another country is never among them, unless it says so. */
  lines({ region, language, need, moment, threat, audience, age, by, at, minutesAhead }: LineRequest): HelpLine[] {
    const ahead = minutesAhead ?? -(at ?? new Date(0)).getTimezoneOffset();
    const now = at ? at.getTime() : NaN;
    return guarded(() =>
      JSON.parse(this.#raw.lines(region, language, need, moment, threat, audience, age, by, now, ahead)),
    );
  }

  /** Gives the memory back now. */
  free(): void {
    this.#raw.free();
  }
}
