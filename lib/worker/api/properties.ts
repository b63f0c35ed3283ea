/** A properties file that cannot be read; the message names the line. */
export class PropertiesError extends Error {
  override readonly name = 'PropertiesError';
}

/**
 * Parses a Java properties file.
 *
 * Shape: null-prototype; a key given twice has its last value. Comments begin with `#` or `!`; key and value are
 * separated by `=`, `:` or blanks; a line that ends in an odd number of backslashes goes on in the next one.
 * Errors: PropertiesError for a bad `\u` escape. Source: `java.util.Properties#load`.
 */
export function parseProperties(text: string): Record<string, string> {
  const properties: Record<string, string> = Object.create(null);
  for (const { content, number } of logicalLines(text)) {
    const end = findKeyEnd(content);
    const rest = content.slice(end).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '');
    properties[unescapeText(content.slice(0, end), number)] = unescapeText(rest, number);
  }
  return properties;
}

function* logicalLines(text: string): Iterable<{ content: string; number: number }> {
  const lines = text.split(/\r\n|\n|\r/);
  for (let at = 0; at < lines.length; at += 1) {
    const number = at + 1;
    let content = (lines[at] ?? '').replace(/^[ \t\f]+/, '');
    if (content === '' || content.startsWith('#') || content.startsWith('!')) continue;
    while (/(^|[^\\])(\\\\)*\\$/.test(content) && at + 1 < lines.length) {
      at += 1;
      content = content.slice(0, -1) + (lines[at] ?? '').replace(/^[ \t\f]+/, '');
    }
    yield { content, number };
  }
}

function findKeyEnd(content: string): number {
  for (let at = 0; at < content.length; at += 1) {
    if (content[at] === '\\') at += 1;
    else if (/[=: \t\f]/.test(content[at] ?? '')) return at;
  }
  return content.length;
}

function unescapeText(text: string, line: number): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S]|$)/g, (_match, escaped: string) => {
    if (escaped.length === 5) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    if (escaped === 'u') throw new PropertiesError(`line ${line}: malformed \\u escape`);
    return { t: '\t', n: '\n', r: '\r', f: '\f' }[escaped] ?? escaped;
  });
}
