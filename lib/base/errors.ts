/**
 * The root of every error we throw on purpose.
 *
 * Shape: `code` is hierarchical text (`connect/unreachable/timeout`), stable, and what callers switch on;
 * `message` is for people and never holds a secret; `data` holds what a caller needs to act.
 */
export class AppError extends Error {
  static readonly kind: string = 'AppError';
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

  /**
   * Knows a class by its `kind`, not by identity: Next bundles what it starts with and its routes apart, so that
   * one class exists twice in one process and an error thrown by the one must be recognised by the other.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!Object.hasOwn(this, 'kind')) return Function.prototype[Symbol.hasInstance].call(this, value);
    if (typeof value !== 'object' || value === null) return false;
    for (let proto: unknown = Object.getPrototypeOf(value); proto; proto = Object.getPrototypeOf(proto)) {
      const made = (proto as { constructor?: { kind?: unknown } }).constructor;
      if (made && Object.hasOwn(made, 'kind') && made.kind === this.kind) return true;
    }
    return false;
  }
}

/** Input that does not hold to its schema. Shape: `fields` maps a path (`config.tasks.max`) to its messages. */
export class ValidationError extends AppError {
  static override readonly kind = 'ValidationError';
  override readonly name = 'ValidationError';
  readonly fields: Readonly<Record<string, readonly string[]>>;

  constructor(message: string, fields: Record<string, string[]> = {}, options: { cause?: unknown } = {}) {
    super('input/invalid', message, options);
    this.fields = fields;
  }
}

/** Something named does not exist. */
export class NotFoundError extends AppError {
  static override readonly kind = 'NotFoundError';
  override readonly name = 'NotFoundError';

  constructor(message: string, data: Record<string, unknown> = {}) {
    super('resource/not-found', message, { data });
  }
}

/** What was asked contradicts what is. */
export class ConflictError extends AppError {
  static override readonly kind = 'ConflictError';
  override readonly name = 'ConflictError';

  constructor(message: string, data: Record<string, unknown> = {}) {
    super('resource/conflict', message, { data });
  }
}

/** The actor may not do this. */
export class ForbiddenError extends AppError {
  static override readonly kind = 'ForbiddenError';
  override readonly name = 'ForbiddenError';

  constructor(message: string, data: Record<string, unknown> = {}) {
    super('auth/forbidden', message, { data });
  }
}

/** The words of whatever was thrown, for a log or a cause line. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
