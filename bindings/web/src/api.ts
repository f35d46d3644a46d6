import {
  Builder as RawBuilder,
  Conversation as RawConversation,
  Detector as RawDetector,
  versions as rawVersions,
} from './vigie.js';
import { guarded } from './errors.js';
import { Keyring, type Provenance } from './keyring.js';
import { requireLoaded } from './load.js';
import { raw } from './raw.js';
import type { Assessment, BatchResult, DetectorOptions, Draft, DraftAssessment, MediaKind, Message, Role, Versions } from './types.js';

const ROLES: Record<Role, number> = { protected: 0, contact: 1, unknown: 2 };
const MEDIA: Record<MediaKind, number> = { photo: 1, video: 2, audio: 3, file: 4 };

/**
 * Reads messages. Build one and keep it: building takes a while, and it is where errors occur.
 *
 * To take new packs into use while chats go on, build a second one and put it in the place of the first: a conversation
 * goes on with the new one. When building fails, nothing has changed.
 *
 * @throws VigieError: `not_loaded` before `init()`; `invalid_pack`, `unknown_kind`, `pack_conflict`, `pack_forbidden`,
 *   `pack_too_wide`, `too_large`, `invalid_model`, `invalid_policy`; of what is signed `not_signed`, `truncated`, `tampered`,
 *   `unknown_key`, `other_content`, `older`
 */
export class Detector {
  /** @internal */
  readonly [raw]: RawDetector;

  constructor(options: DetectorOptions = {}) {
    requireLoaded();
    this[raw] = guarded(() => build(options));
  }

  /** Takes in one message and says how the conversation stands. Any text will do. */
  assess(conversation: Conversation, message: Message): Assessment {
    const text = message.text ?? '';
    checkText('sender', message.sender);
    checkText('text', text);
    const json = this[raw].assess(
      conversation[raw],
      message.sender,
      text,
      number(ROLES, 'role', message.role ?? 'unknown'),
      message.sentAt === undefined ? NaN : Number(message.sentAt),
      age(message.age),
      message.media === undefined ? 0 : number(MEDIA, 'media', message.media),
      (message.edited ? 1 : 0) | (message.forwarded ? 2 : 0) | (message.deleted ? 4 : 0),
      message.id,
      message.to,
      message.replyTo,
    );
    return JSON.parse(json);
  }

  /**
   * Looks at a message of the protected person's before it is sent: what it would give away or do, and whether to ask
   * first. The conversation does not change.
   */
  assessDraft(conversation: Conversation, draft: Draft): DraftAssessment {
    const text = draft.text ?? '';
    checkText('sender', draft.sender);
    checkText('text', text);
    const json = this[raw].assess_draft(
      conversation[raw],
      draft.sender,
      text,
      draft.sentAt === undefined ? NaN : Number(draft.sentAt),
      draft.media === undefined ? 0 : number(MEDIA, 'media', draft.media),
      draft.to,
      draft.replyTo,
    );
    return JSON.parse(json);
  }

  /**
   * The pure form: stored state and messages in, assessments and the state to store out. Without a state the
   * conversation is new.
   *
   * @throws VigieError with `invalid_snapshot` or `newer_snapshot`
   */
  assessBatch(state: Uint8Array | null | undefined, messages: Iterable<Message>): BatchResult {
    const conversation = state == null ? new Conversation() : Conversation.restore(state);
    try {
      const assessments = Array.from(messages, (message) => this.assess(conversation, message));
      return { assessments, state: conversation.snapshot() };
    } finally {
      conversation.free();
    }
  }

  /** The languages that packs cover. */
  get languages(): string[] {
    return JSON.parse(this[raw].languages());
  }

  /** The signed files that it was made of: for `Keyring.raiseFloors`, once the detector is in use. */
  get signed(): Provenance[] {
    const names: string[] = JSON.parse(this[raw].signed_names());
    const serials = this[raw].signed_serials();
    return names.map((name, place) => ({ name, serial: serials[place]! }));
  }

  /** How many rules there are. */
  get rules(): number {
    return this[raw].rules;
  }

  /** Gives the memory back now. Without it, the garbage collector does so some day. */
  free(): void {
    this[raw].free();
  }
}

/** The memory of one chat: bounded, without text and without names. */
export class Conversation {
  /** @internal */
  readonly [raw]: RawConversation;

  /** A new conversation. Give each one a random salt of 64 bits, so that those of two devices cannot be compared. */
  constructor(salt: bigint = 0n) {
    requireLoaded();
    this[raw] = new RawConversation(BigInt.asUintN(64, salt));
  }

  /**
   * A stored conversation.
   *
   * @throws VigieError with `invalid_snapshot`, or `newer_snapshot`: keep the bytes and update
   */
  static restore(bytes: Uint8Array): Conversation {
    requireLoaded();
    if (!(bytes instanceof Uint8Array)) {
      throw new TypeError('a snapshot is a Uint8Array');
    }
    const restored = guarded(() => RawConversation.restore(bytes));
    return Object.create(Conversation.prototype, { [raw]: { value: restored } });
  }

  /** At most 4,096 bytes without text. They are personal data all the same: store them encrypted, beside the chat. */
  snapshot(): Uint8Array {
    return this[raw].snapshot();
  }

  /** The protected person has seen the help: the alert ends. New evidence raises a new one. */
  acknowledge(): void {
    this[raw].acknowledge();
  }

  /** The protected person says that it was fine: the alert ends, and it takes more to raise another about the sender. */
  dismiss(): void {
    this[raw].dismiss();
  }

  /** The protected person says that this sender is somebody they know well. Up to eight; open threats that demand something alert all the same. */
  trust(sender: string): void {
    checkText('sender', sender);
    this[raw].trust(sender);
  }

  /** Takes `trust` back. */
  distrust(sender: string): void {
    checkText('sender', sender);
    this[raw].distrust(sender);
  }

  /** Whether a sender is marked by `trust`. */
  isTrusted(sender: string): boolean {
    checkText('sender', sender);
    return this[raw].trusted(sender);
  }

  /** Whether an alert waits to be acknowledged. */
  get alerting(): boolean {
    return this[raw].alerting;
  }

  /** How many messages were taken in. */
  get messages(): number {
    return this[raw].messages;
  }

  /** The identifier under which a sender appears in `assessment.about`. */
  participant(sender: string): string {
    checkText('sender', sender);
    return this[raw].participant(sender);
  }

  /** Gives the memory back now. Without it, the garbage collector does so some day. */
  free(): void {
    this[raw].free();
  }
}

/** The versions of what is built in. */
export function versions(): Versions {
  requireLoaded();
  return JSON.parse(rawVersions());
}

function build(options: DetectorOptions): RawDetector {
  const builder = new RawBuilder(options.ageBand ?? 'teen13to15', options.sensitivity ?? 'standard');
  const keyring = options.keyring ?? new Keyring([]);
  try {
    if (options.embeddedPacks ?? true) builder.embedded_packs();
    for (const pack of options.packs ?? []) builder.pack(pack.name, pack.bytes);
    for (const pack of options.addedPacks ?? []) builder.added_pack(pack.name, pack.bytes);
    for (const bytes of options.signedPacks ?? []) builder.signed_pack(bytes, keyring[raw]);
    if (!options.rulesOnly) {
      const { model, signedModel } = options;
      if (signedModel) builder.signed_model(signedModel.model, signedModel.weights, keyring[raw]);
      else if (model) builder.model(model.bytes, model.weights);
      else builder.embedded_model();
    }
  } catch (fault) {
    builder.free();
    throw fault;
  } finally {
    if (!options.keyring) keyring.free();
  }
  return builder.build();
}

function checkText(name: string, value: unknown): void {
  if (typeof value !== 'string') {
    throw new TypeError(`message.${name} must be a string`);
  }
}

function number<Key extends string>(numbers: Record<Key, number>, name: string, value: Key): number {
  if (!Object.hasOwn(numbers, value)) {
    throw new TypeError(`message.${name} must be one of ${Object.keys(numbers).join(', ')}`);
  }
  return numbers[value];
}

function age(years: number | undefined): number | undefined {
  if (years !== undefined && !(Number.isInteger(years) && years >= 0 && years <= 255)) {
    throw new TypeError('message.age must be a whole number of years, 0 to 255');
  }
  return years;
}
