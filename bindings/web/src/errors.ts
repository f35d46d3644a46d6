/** What went wrong, for code. */
export type ErrorCode =
  | 'not_loaded'
  | 'invalid_pack'
  | 'unknown_kind'
  | 'pack_conflict'
  | 'pack_forbidden'
  | 'pack_too_wide'
  | 'too_large'
  | 'invalid_model'
  | 'invalid_policy'
  | 'invalid_guidance'
  | 'invalid_key'
  | 'not_signed'
  | 'truncated'
  | 'tampered'
  | 'unknown_key'
  | 'other_content'
  | 'older'
  | 'invalid_snapshot'
  | 'newer_snapshot'
  | 'unknown_format';

/** Why something was refused. Never holds message text. */
export class VigieError extends Error {
  override readonly name = 'VigieError';

  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Runs what may throw an error that begins with a code, and makes it a `VigieError`. */
export function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (fault) {
    const [, code, message] = (fault instanceof Error && /^([a-z_]+): ([^]*)$/.exec(fault.message)) || [];
    if (code && message) {
      throw new VigieError(code as ErrorCode, message);
    }
    throw fault;
  }
}
