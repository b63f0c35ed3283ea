const MAX_TRACE_CHARS = 32_768;
const MAX_CAUSES = 10;

/**
 * Prints whatever was thrown as Java prints a stack trace: class and message, `\tat` lines, `Caused by:` for each cause.
 *
 * Units: cut at 32,768 characters and 10 causes. Never throws, whatever a plugin threw.
 */
export function formatTrace(thrown: unknown): string {
  const parts: string[] = [];
  let current = thrown;
  for (let depth = 0; depth < MAX_CAUSES && (depth === 0 || current !== undefined); depth += 1) {
    parts.push(`${depth === 0 ? '' : 'Caused by: '}${printOne(current)}`);
    current = current instanceof Error ? current.cause : undefined;
  }
  const trace = parts.join('\n');
  return trace.length <= MAX_TRACE_CHARS ? trace : `${trace.slice(0, MAX_TRACE_CHARS)}\n\t... cut`;
}

/** The first line of a trace: `org.apache…DataException: bad`. */
export function describeThrown(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `java.lang.Throwable: ${printSafely(thrown)}`;
  const { className } = thrown as { className?: unknown };
  const name = typeof className === 'string' ? className : thrown.name;
  return thrown.message === '' ? name : `${name}: ${thrown.message}`;
}

function printOne(thrown: unknown): string {
  if (!(thrown instanceof Error)) return describeThrown(thrown);
  const frames = (thrown.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => `\t${line.trim()}`);
  return [describeThrown(thrown), ...frames].join('\n');
}

function printSafely(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'a value that cannot be printed';
  }
}
