import { ConfigException, ConnectException, NotFoundException } from '../api/exceptions.ts';

/** What was thrown in a thread, as data. */
export interface ThrownData {
  /** The nearest of our own classes it is an instance of; undefined for any other. */
  readonly kind: string | undefined;
  readonly className: string | undefined;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: ThrownData | undefined;
}

const MAX_DEPTH = 10;
const MAX_CHARS = 32_768;
const KINDS = { NotFoundException, ConfigException, ConnectException } as const;

/** Describes whatever was thrown, so that it can cross to another thread. Never throws. */
export function describeForThread(thrown: unknown, depth = 0): ThrownData {
  if (!(thrown instanceof Error)) {
    return {
      ...{ kind: undefined, className: 'java.lang.Throwable', stack: undefined, cause: undefined },
      message: printSafely(thrown),
    };
  }
  const { className } = thrown as { className?: unknown };
  return {
    kind: Object.entries(KINDS).find(([, type]) => thrown instanceof type)?.[0],
    className: typeof className === 'string' ? className : thrown.name,
    message: String(thrown.message).slice(0, MAX_CHARS),
    stack: typeof thrown.stack === 'string' ? thrown.stack.slice(0, MAX_CHARS) : undefined,
    cause:
      thrown.cause === undefined || depth >= MAX_DEPTH
        ? undefined
        : describeForThread(thrown.cause, depth + 1),
  };
}

/** The error again, of the same kind, with the trace it had where it was thrown. */
export function restoreThrown(data: ThrownData): Error {
  const Type = KINDS[data.kind as keyof typeof KINDS] ?? Error;
  const error = new Type(data.message, data.cause && { cause: restoreThrown(data.cause) });
  if (data.className !== undefined) Object.assign(error, { className: data.className });
  error.stack = data.stack ?? `${data.className}: ${data.message}`;
  return error;
}

function printSafely(thrown: unknown): string {
  try {
    return String(thrown).slice(0, MAX_CHARS);
  } catch {
    return 'a value that cannot be printed';
  }
}
