/** Levels in rising order; `off` logs nothing. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'off';

/** A log with fixed context. Fields are data; a secret never belongs in one. */
export interface Logger {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with more context on every line. */
  with(fields: LogFields): Logger;
}

/** Context of a line; an `error` is printed with its stack and causes. */
export type LogFields = Readonly<Record<string, unknown>>;

const ORDER: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'off'];
const MAX_FIELD_CHARS = 8192;

/**
 * Writes one JSON object a line: `{time, level, name, message, …fields}`.
 *
 * Units: `time` is ISO 8601 UTC; a field is cut at 8,192 characters. Control characters are escaped by JSON.
 */
export function createLogger(
  name: string,
  options: { level?: () => LogLevel; write?: (line: string) => void; now?: () => Date } = {},
): Logger {
  const level = options.level ?? (() => 'info');
  const write = options.write ?? ((line: string) => process.stderr.write(`${line}\n`));
  const now = options.now ?? (() => new Date());
  const build = (context: LogFields): Logger => {
    const log =
      (lineLevel: LogLevel) =>
      (message: string, fields: LogFields = {}) => {
        if (ORDER.indexOf(lineLevel) < ORDER.indexOf(level())) return;
        const line = { time: now().toISOString(), level: lineLevel, name, message, ...context, ...fields };
        write(JSON.stringify(line, printable));
      };
    return {
      trace: log('trace'),
      debug: log('debug'),
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
      with: (fields) => build({ ...context, ...fields }),
    };
  };
  return build({});
}

function printable(_key: string, value: unknown): unknown {
  if (value instanceof Error) {
    return { message: cut(value.message), stack: cut(value.stack ?? ''), cause: value.cause };
  }
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? cut(value) : value;
}

function cut(text: string): string {
  return text.length <= MAX_FIELD_CHARS
    ? text
    : `${text.slice(0, MAX_FIELD_CHARS)}… (${text.length} characters)`;
}
