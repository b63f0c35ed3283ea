import { type TextEntry, TextError } from './text-place.ts';

const LINE = /([^\r\n]*)(\r\n|\r|\n|$)/y;
const HEAD = /^((?:[^\\=: \t\f]|\\[\s\S])*)[ \t\f]*[=:]?[ \t\f]*/;
const HAS_SEPARATOR = /^(?:[^\\=:]|\\[\s\S])*[=:]/;
const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

/**
 * Reads Java properties: comments, the three separators, escapes, `\u` and lines that go on after a `\`.
 *
 * Errors: TextError for a line without a separator, a `\u` that is none, and a key that is there twice: Java would
 * take those, but here they are always slips. Source: java.util.Properties#load, Java 17.
 */
export function parsePropertiesText(text: string): TextEntry[] {
  const entries: TextEntry[] = [];
  const seen = new Set<string>();
  for (const { line, offsetOf } of logicalLines(text)) {
    if (!HAS_SEPARATOR.test(line))
      throw new TextError('This line is neither a comment nor key=value.', offsetOf(0));
    const [head = '', raw = ''] = HEAD.exec(line) ?? [];
    const key = unescaped(raw, offsetOf(0));
    if (key === '') throw new TextError('The key before the "=" is missing.', offsetOf(0));
    if (seen.has(key)) throw new TextError(`The key "${key}" is there twice.`, offsetOf(0));
    seen.add(key);
    const value = unescaped(line.slice(head.length), offsetOf(head.length));
    entries.push({ key, keyAt: offsetOf(0), value: { type: 'scalar', value, at: offsetOf(head.length) } });
  }
  return entries;
}

interface LogicalLine {
  readonly line: string;
  readonly offsetOf: (index: number) => number;
}

function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let parts: { text: string; at: number }[] = [];
  let at = 0;
  while (at < text.length) {
    LINE.lastIndex = at;
    const [all = '', content = ''] = LINE.exec(text) ?? [];
    const body = content.replace(/^[ \t\f\uFEFF]+/, '');
    const start = at + content.length - body.length;
    at += all.length;
    if (parts.length === 0 && (body === '' || /^[#!]/.test(body))) continue;
    const goesOn = (/\\*$/.exec(body)?.[0].length ?? 0) % 2 === 1;
    parts.push({ text: goesOn ? body.slice(0, -1) : body, at: start });
    if (goesOn && at < text.length) continue;
    lines.push(toLine(parts));
    parts = [];
  }
  return lines;
}

function toLine(parts: readonly { text: string; at: number }[]): LogicalLine {
  const offsetOf = (index: number) => {
    let rest = index;
    for (const part of parts) {
      if (rest <= part.text.length) return part.at + rest;
      rest -= part.text.length;
    }
    return parts.at(-1)?.at ?? 0;
  };
  return { line: parts.map((part) => part.text).join(''), offsetOf };
}

function unescaped(text: string, at: number): string {
  return text.replace(/\\(u([\dA-Fa-f]{4})?|[\s\S])/g, (_all, char: string, hex: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (char === 'u')
      throw new TextError('A "\\u" needs four hexadecimal digits; a plain "\\" is written "\\\\".', at);
    return ESCAPES[char] ?? char;
  });
}

/**
 * Writes one option as a line of Java properties; `parsePropertiesText` reads back the same key and value.
 *
 * `ascii` also escapes what is not ASCII, for Java reads such files as Latin-1 (`connect-standalone` does).
 */
export function formatProperty(key: string, value: string, ascii: boolean): string {
  return `${escaped(key, ascii, true)}=${escaped(value, ascii, false)}`;
}

function escaped(text: string, ascii: boolean, isKey: boolean): string {
  const plain = text.replace(
    /[\\\t\n\r\f]/g,
    (char) => `\\${{ '\t': 't', '\n': 'n', '\r': 'r', '\f': 'f' }[char] ?? '\\'}`,
  );
  // A key that begins like JSON would make the whole text pass for it when it is pasted.
  const spaced = isKey ? plain.replace(/[=:#! ]|^[{[/]/g, '\\$&') : plain.replace(/^ /, '\\ ');
  // Control characters and blanks of other kinds would not survive an editor; lone halves of pairs no file.
  const odd = ascii ? /[^\x20-\x7e]/g : /[^\x20-\x7e\u00a1-\ud7ff\ue000-\ufefe\uff00-\uffef]/g;
  return spaced.replace(odd, (char) =>
    isPairHalf(char) && !ascii ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isPairHalf(char: string): boolean {
  return /[\ud800-\udfff]/.test(char);
}
