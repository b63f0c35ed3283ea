/**
 * The root of every error we throw on purpose.
 *
 * Shape: `code` is hierarchical text (`connect/unreachable/timeout`), stable, and what callers switch on;
 * `message` is for people and never holds a secret; `data` holds what a caller needs to act.
 */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { cause?: unknown; data?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.data = options.data ?? {};
  }
}

/** Input that does not hold to its schema. Shape: `fields` maps a path (`config.tasks.max`) to its messages. */
export class ValidationError extends AppError {
  override readonly name = 'ValidationError';
  readonly fields: Readonly<Record<string, readonly string[]>>;

  constructor(message: string, fields: Record<string, string[]> = {}, options: { cause?: unknown } = {}) {
    super('input/invalid', message, options);
    this.fields = fields;
  }
}

/** Something named does not exist. */
export class NotFoundError extends AppError {
  override readonly name = 'NotFoundError';

  constructor(message: string, data: Record<string, unknown> = {}) {
    super('resource/not-found', message, { data });
  }
}

/** What was asked contradicts what is. */
export class ConflictError extends AppError {
  override readonly name = 'ConflictError';

  constructor(message: string, data: Record<string, unknown> = {}) {
    super('resource/conflict', message, { data });
  }
}

/** The actor may not do this. */
export class ForbiddenError extends AppError {
  override readonly name = 'ForbiddenError';

  constructor(message: string, data: Record<string, unknown> = {}) {
    super('auth/forbidden', message, { data });
  }
}

/** The words of whatever was thrown, for a log or a cause line. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
