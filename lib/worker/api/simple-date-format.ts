import { type DateFields, formatField, type PatternField, readField, toDate } from './date-fields.ts';
import { IllegalArgumentException } from './exceptions.ts';

const LETTERS = 'GyYMLwWDdFEuaHkKhmsSzZX';

type Part = PatternField | string;

/**
 * Writes and reads timestamps by a pattern of `java.text.SimpleDateFormat`, in UTC and English.
 *
 * Numbers are read leniently, as Java does: 2020-13-45 is 14 February 2021, and text after the pattern's end is left
 * alone. `now`, in ms, decides the century of years of two digits. Errors: IllegalArgumentException for a bad pattern.
 * Source: Java 17 `SimpleDateFormat`.
 */
export class SimpleDateFormat {
  readonly pattern: string;
  readonly #parts: readonly Part[];
  readonly #now: number;

  constructor(pattern: string, now: number) {
    this.pattern = pattern;
    this.#parts = compile(pattern);
    this.#now = now;
  }

  format(date: Date): string {
    return this.#parts.map((part) => (typeof part === 'string' ? part : formatField(part, date))).join('');
  }

  /** Reads a timestamp from the beginning of the text; undefined when it does not match. */
  parse(text: string): Date | undefined {
    const fields: DateFields = {};
    let at = 0;
    for (const [index, part] of this.#parts.entries()) {
      if (typeof part === 'string') {
        if (!text.startsWith(part, at)) return undefined;
        at += part.length;
        continue;
      }
      const next = readField(part, { text, at, fields, isAbutting: this.#isAbutting(index) });
      if (next === undefined) return undefined;
      at = next;
    }
    return toDate(fields, this.#now);
  }

  /** A number that another number follows at once takes no more digits than its letters. */
  #isAbutting(index: number): boolean {
    const next = this.#parts[index + 1];
    return next !== undefined && typeof next !== 'string' && next.isNumeric;
  }
}

function compile(pattern: string): Part[] {
  const parts: Part[] = [];
  for (const match of pattern.matchAll(/''|'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)) {
    const [token, quoted, letter] = match;
    if (token === "'") throw new IllegalArgumentException('Unterminated quote');
    if (letter === undefined) {
      addLiteral(parts, token === "''" ? "'" : (quoted?.replaceAll("''", "'") ?? token));
      continue;
    }
    if (!LETTERS.includes(letter)) {
      throw new IllegalArgumentException(`Illegal pattern character '${letter}'`);
    }
    const isText = 'GEazZX'.includes(letter) || ('ML'.includes(letter) && token.length >= 3);
    parts.push({ letter, count: token.length, isNumeric: !isText });
  }
  return parts;
}

function addLiteral(parts: Part[], text: string): void {
  const last = parts.at(-1);
  if (typeof last === 'string') parts[parts.length - 1] = last + text;
  else parts.push(text);
}
