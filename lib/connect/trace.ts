/** What a cause line is cut to in lists. */
export const MAX_CAUSE_CHARS = 300;

const CAUSED_BY = /^\s*Caused by: /;
const PACKAGE = /^(?:[a-z_][\w$]*\.)+(?=[A-Z][\w$]*)/;

/**
 * Returns the one line of a stack trace that says what went wrong: the deepest `Caused by:`, else the first line.
 *
 * Shape: the class loses its package (`org.apache.…DataException: x` → `DataException: x`), the words stay
 * verbatim; cut to 300 characters; `null` when there is no trace. Several causes in one trace: the last
 * `Caused by:` at any depth wins, which is the innermost one in Java's print order.
 */
export function causeLine(trace: string | null | undefined): string | null {
  if (!trace) return null;
  let line = '';
  for (const candidate of trace.split('\n')) {
    if (line === '' && candidate.trim() !== '') line = candidate.trim();
    else if (CAUSED_BY.test(candidate)) line = candidate.replace(CAUSED_BY, '').trim();
  }
  const words = line.replace(PACKAGE, '');
  return words === '' ? null : cutText(words, MAX_CAUSE_CHARS);
}

/**
 * Shortens a long trace to its head and tail, because the first lines name the place and the last ones the cause.
 *
 * Units: characters; the result is at most `maxChars` long plus one line that says how many were left out.
 */
export function cutTrace(trace: string, maxChars: number): string {
  if (trace.length <= maxChars) return trace;
  const half = Math.floor(maxChars / 2);
  const left = trace.length - 2 * half;
  return `${trace.slice(0, half)}\n… ${left} characters left out …\n${trace.slice(trace.length - half)}`;
}

/** Cuts text without splitting a surrogate pair, with an ellipsis in place of what is missing. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
