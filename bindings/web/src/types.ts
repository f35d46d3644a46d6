import type { Moment } from './help.js';
import type { Keyring } from './keyring.js';

/** Who a sender is to the person whom Vigie protects. Without one: `unknown`. */
export type Role = 'protected' | 'contact' | 'unknown';

/** The age band of the protected person. */
export type AgeBand = 'under13' | 'teen13to15' | 'teen16to17' | 'adult';

/** How early help is shown: `low` means fewer alerts, `high` earlier ones and more of them in vain. */
export type Sensitivity = 'low' | 'standard' | 'high';

/** What a message carries besides text. */
export type MediaKind = 'photo' | 'video' | 'audio' | 'file';

/** How urgent the conversation is now. From `high` on, help is shown. `minimal` is no promise of safety. */
export type RiskLevel = 'minimal' | 'low' | 'medium' | 'high' | 'critical';

/** The four threats. */
export type Threat = 'grooming' | 'sextortion_content' | 'sextortion_money' | 'exposure';

/** How much could be assessed. What could not be assessed is never safe. */
export type Coverage = 'full' | 'partial' | 'none';

/** Why coverage is not full. */
export type CoverageGap = 'language_not_covered' | 'no_text' | 'too_little' | 'truncated' | 'no_model';

/** Whom the worry is about: somebody in the chat, somebody outside of it, or the protected person's own threats. */
export type Concern = 'contact' | 'third_party' | 'protected_person';

/** The tactic group that weighs most. */
export type Stage =
  | 'contact'
  | 'trust'
  | 'isolation'
  | 'probing'
  | 'content_seeking'
  | 'coercion'
  | 'approach'
  | 'victim'
  | 'scam'
  | 'calming';

/** One message of a chat. Vigie keeps none of it. */
export interface Message {
  /** Who wrote it; any stable string. An identifier of your own is better than a name. */
  sender: string;
  /** The text as typed. For media, its caption or a transcript. */
  text?: string | undefined;
  role?: Role | undefined;
  /** Milliseconds since 1970, or a date. Going backwards counts as no time passed. */
  sentAt?: number | Date | undefined;
  /** The same id again changes nothing, unless `edited`. The last 64 are remembered. */
  id?: string | undefined;
  /** The sender's age in years, 0 to 255. On messages of the protected person it sets the age band. */
  age?: number | undefined;
  to?: string | undefined;
  replyTo?: string | undefined;
  edited?: boolean | undefined;
  forwarded?: boolean | undefined;
  deleted?: boolean | undefined;
  media?: MediaKind | undefined;
}

/** One piece of evidence in one message. */
export interface Signal {
  /** What it shows: a stable name, for instance `secrecy`. The list grows. */
  kind: string;
  /** Where it begins in the text, in UTF-16 code units, as `String.prototype.slice` counts. */
  start: number;
  /** Where it ends; exclusive. */
  end: number;
  source: 'rule' | 'model';
  /** The rule's identifier, where a rule saw it. */
  rule?: string;
  /** The rule's reason in plain words, in the language of the message. */
  reason?: string;
  /** How sure the source is, 0 to 1. */
  score: number;
  /** The words are told of somebody else. */
  reported: boolean;
}

/** The state of a conversation after a message. */
export interface Assessment {
  level: RiskLevel;
  coverage: Coverage;
  coverageGap?: CoverageGap;
  /** The largest of `threats`. Never show it to a child. */
  score: number;
  /** This message is the moment to show help. */
  alert: boolean;
  /** An alert was raised and waits for `acknowledge()`. */
  alerting: boolean;
  concern: Concern;
  /** Whom the worry is about, as `conversation.participant(sender)` names them, where there is one. */
  about?: string;
  /** Calibrated probability per threat, 0 to 1. */
  threats: Record<Threat, number>;
  leadingThreat: Threat;
  stage: Stage;
  /** What this message shows, in the order of the text. */
  signals: Signal[];
  /** The same in plain words. */
  reasons: string[];
  /** Which moment this is, for the words of `Help.card`; absent while nothing is to be shown. */
  moment?: Moment;
  /** Keys of the advice to show, in order; empty while nothing is to be shown. */
  advice: string[];
  /** What did not work; the rest stood in for it. */
  degraded: string[];
}

/** What the protected person has typed and not sent. */
export type Draft = Pick<Message, 'sender' | 'text' | 'sentAt' | 'media' | 'to' | 'replyTo'>;

/** What a draft can give away or do. */
export type DraftKind = 'personal_info' | 'picture' | 'money' | 'meeting' | 'threat';

/** What a draft would do, and whether to ask before it is sent. */
export interface DraftAssessment {
  /** Ask the protected person first. The choice stays theirs. */
  hold: boolean;
  /** What it would give away or do; without a place for what is attached. */
  contents: { kind: DraftKind; start?: number; end?: number }[];
  signals: Signal[];
  reasons: string[];
  /** Which moment this is, for the words of `Help.card`; absent unless the draft is to be held. */
  moment?: Moment;
  /** Keys of the advice to show, for the words of `Help.steps`; empty unless the draft is to be held. */
  advice: string[];
  /** How the conversation stands without the draft. */
  level: RiskLevel;
  coverage: Coverage;
  coverageGap?: CoverageGap;
  degraded: string[];
}

/** A document of the app's own: a pack, words to show, help lines. */
export interface TomlDocument {
  /** What error messages call it. */
  name: string;
  /** Its TOML text in UTF-8: see `docs/packs.md` and `docs/guidance.md`. */
  bytes: Uint8Array;
}

/** A model that the app brings along. */
export interface ModelFiles {
  /** `vigie.vgm`. */
  bytes: Uint8Array;
  /** The `weights.toml` that was fitted with it. */
  weights: string;
}

/** A model and its weights as fetched from anywhere: two signed files. */
export interface SignedModelFiles {
  model: Uint8Array;
  weights: Uint8Array;
}

export interface DetectorOptions {
  /** `teen13to15` by default; used until a message tells the protected person's age. */
  ageBand?: AgeBand | undefined;
  /** `standard` by default. */
  sensitivity?: Sensitivity | undefined;
  /** Without any model. The slim build has none to begin with. */
  rulesOnly?: boolean | undefined;
  /** Whether the embedded packs are used; true by default. */
  embeddedPacks?: boolean | undefined;
  /** Packs and allow-lists that the app brings along and vouches for. They count as much as the embedded ones. */
  packs?: readonly TomlDocument[] | undefined;
  /**
   * Packs of somebody else's that nobody signed, such as a user's own. They are bounded in size and cost; they can add
   * signals and calm, and can neither change how the app's own rules read a message nor keep an open threat from alerting.
   */
  addedPacks?: readonly TomlDocument[] | undefined;
  /** Signed packs, as fetched from anywhere. Bounded in the same way. */
  signedPacks?: readonly Uint8Array[] | undefined;
  /** A model in place of the embedded one. */
  model?: ModelFiles | undefined;
  /** A signed model, as fetched from anywhere, in place of both. */
  signedModel?: SignedModelFiles | undefined;
  /** Checks what is signed; without one, nothing signed is taken. */
  keyring?: Keyring | undefined;
}

/** What a batch gives: an assessment per message, and the state to go on from. */
export interface BatchResult {
  assessments: Assessment[];
  state: Uint8Array;
}

export interface Versions {
  engine: string;
  /** The embedded model's, or null. */
  model: string | null;
}
