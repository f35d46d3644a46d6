import { read_export } from './vigie.js';
import { guarded } from './errors.js';
import { requireLoaded } from './load.js';
import type { Message } from './types.js';

/** The chat exports that can be read. */
export type ExportFormat =
  | 'jsonl'
  | 'whatsapp'
  | 'telegram'
  | 'discord-json'
  | 'discord-csv'
  | 'instagram'
  | 'signal'
  | 'sms-backup'
  | 'pan12';

export interface ExportOptions {
  /** Helps to tell the format, and names the chat where the export does not. */
  fileName?: string | undefined;
  /** Without it, the first bytes tell. */
  format?: ExportFormat | undefined;
  /** The protected person, as the export names them; everybody else is then a contact. */
  protectedName?: string | undefined;
}

/** A message of an export: can be handed to `assess` as it is. */
export interface ExportedMessage extends Message {
  text: string;
  sentAt?: number;
  /** The chat it belongs to. Assess each chat in a `Conversation` of its own. */
  conversation: string;
}

export interface ChatExport {
  format: ExportFormat;
  /** In the order of the export. */
  messages: ExportedMessage[];
  /** What could not be read, without its text. */
  problems: { line: number; reason: string }[];
  /** What had to be assumed. */
  notices: string[];
}

/**
 * Reads a chat export, for instance a dropped file.
 *
 * @throws VigieError with `unknown_format`
 */
export function readExport(bytes: Uint8Array, options: ExportOptions = {}): ChatExport {
  requireLoaded();
  return guarded(() =>
    JSON.parse(read_export(bytes, options.fileName, options.format, options.protectedName)),
  );
}
