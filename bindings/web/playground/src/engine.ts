import {
  Conversation,
  Detector,
  init,
  readExport,
  versions,
  type AgeBand,
  type Assessment,
  type ChatExport,
  type DraftAssessment,
  type ExportedMessage,
} from 'vigie';

export type { AgeBand, Assessment, ExportedMessage };

/** One chat with what Vigie says after each message. */
export interface Chat {
  messages: ExportedMessage[];
  assessments: Assessment[];
  /** After which messages the help was acknowledged. */
  acknowledged: Set<number>;
}

/** So many messages are assessed before the page may draw and answer again. */
const SLICE = 200;

let detector: Detector | undefined;
let conversation: Conversation | undefined;

/** Loads the engine, and then gives up every connection of the page for good. */
export async function start(): Promise<{ engine: string; model: string | null }> {
  await init();
  document.head.append(
    Object.assign(document.createElement('meta'), {
      httpEquiv: 'Content-Security-Policy',
      content: "connect-src 'none'",
    }),
  );
  return versions();
}

/** Reads an export; throws when it is none. */
export function read(bytes: Uint8Array, fileName?: string): ChatExport {
  return readExport(bytes, { fileName });
}

/** Assesses a chat from its first message on. */
export async function assessAll(chat: Chat, ageBand: AgeBand): Promise<void> {
  detector?.free();
  conversation?.free();
  detector = new Detector({ ageBand });
  conversation = new Conversation(crypto.getRandomValues(new BigUint64Array(1))[0]);
  const assessments: Assessment[] = [];
  const [mine, own] = [detector, conversation];
  for (const [index, message] of chat.messages.entries()) {
    assessments.push(mine.assess(own, message));
    if (chat.acknowledged.has(index)) own.acknowledge();
    if (index % SLICE === SLICE - 1) {
      await new Promise((resolve) => setTimeout(resolve));
      // Another chat was opened meanwhile.
      if (own !== conversation) return;
    }
  }
  chat.assessments = assessments;
}

/** Assesses one more message. */
export function assessNext(chat: Chat, message: ExportedMessage): Assessment {
  const assessment = detector!.assess(conversation!, message);
  chat.messages.push(message);
  chat.assessments.push(assessment);
  return assessment;
}

/** What a message of the child's would give away, before it is sent. */
export function assessDraft(draft: ExportedMessage): DraftAssessment {
  const { sender, text, sentAt } = draft;
  return detector!.assessDraft(conversation!, { sender, text, sentAt });
}

/** The help was read, after the last message. */
export function acknowledge(chat: Chat): void {
  conversation!.acknowledge();
  chat.acknowledged.add(chat.messages.length - 1);
}

/** Whether help is on the screen after a message. */
export function helpIsShown(chat: Chat, index: number): boolean {
  return (chat.assessments[index]?.alerting ?? false) && !chat.acknowledged.has(index);
}
