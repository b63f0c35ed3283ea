import { type TextEntry, TextError, type TextNode } from './text-place.ts';

const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const WORD = /[^\s,:[\]{}"']*/y;
const MAX_DEPTH = 50;

/**
 * Reads JSON, keeps where each key stands, and says what is wrong in words that help.
 *
 * Shape: numbers and booleans are their text as written (`1.50` stays `1.50`), as Connect itself takes them.
 * Errors: TextError; a comment, a trailing comma, a quote of the wrong kind and a key that is there twice are named.
 */
export function parseJsonText(text: string): TextNode {
  const reader = new JsonReader(text);
  const node = reader.value(0);
  reader.skip();
  if (reader.at < text.length) throw reader.error('There is more text after the end of the JSON.');
  return node;
}

class JsonReader {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  error(message: string, at = this.at): TextError {
    return new TextError(message, Math.min(at, this.#text.length));
  }

  skip(): void {
    while (/\s|\uFEFF/.test(this.#text[this.at] ?? '')) this.at += 1;
    if (/^(\/\/|\/\*|#)/.test(this.#text.slice(this.at, this.at + 2)))
      throw this.error('JSON knows no comments: take this one out.');
  }

  value(depth: number): TextNode {
    this.skip();
    if (depth > MAX_DEPTH) throw this.error('This is nested too deeply.');
    const { at } = this;
    const char = this.#text[at];
    if (char === '{') return { type: 'object', entries: this.#entries(depth), at };
    if (char === '[') return { type: 'array', items: this.#items(depth), at };
    if (char === '"') return { type: 'scalar', value: this.#string(), at };
    SCALAR.lastIndex = at;
    const scalar = SCALAR.exec(this.#text)?.[0];
    if (scalar !== undefined) {
      this.at += scalar.length;
      return { type: 'scalar', value: scalar === 'null' ? null : scalar, at };
    }
    throw this.#unexpected('A value');
  }

  #unexpected(what: string): TextError {
    if (this.at >= this.#text.length) return this.error(`${what} is missing: the text ends here.`);
    const char = this.#text[this.at] ?? '';
    if (char === "'") return this.error('JSON takes double quotes only: write " for \'.');
    WORD.lastIndex = this.at;
    const word = WORD.exec(this.#text)?.[0] ?? '';
    if (word !== '') return this.error(`${what} must be in double quotes: "${word.slice(0, 40)}".`);
    return this.error(`${what} is missing before "${char}".`);
  }

  #entries(depth: number): TextEntry[] {
    const entries: TextEntry[] = [];
    const seen = new Set<string>();
    this.#list('}', 'A key', () => {
      const keyAt = this.at;
      if (this.#text[this.at] !== '"') throw this.#unexpected('A key');
      const key = this.#string();
      if (seen.has(key)) throw this.error(`The key "${key}" is there twice.`, keyAt);
      seen.add(key);
      this.skip();
      if (this.#text[this.at] !== ':') throw this.error(`A ":" is missing after the key "${key}".`);
      this.at += 1;
      entries.push({ key, keyAt, value: this.value(depth + 1) });
    });
    return entries;
  }

  #items(depth: number): TextNode[] {
    const items: TextNode[] = [];
    this.#list(']', 'A value', () => items.push(this.value(depth + 1)));
    return items;
  }

  /** Reads from an opening to a closing bracket. */
  #list(close: string, what: string, read: () => void): void {
    this.at += 1;
    this.skip();
    if (this.#text[this.at] === close) {
      this.at += 1;
      return;
    }
    for (;;) {
      read();
      this.skip();
      const char = this.#text[this.at];
      if (char === close) {
        this.at += 1;
        return;
      }
      if (char !== ',') throw this.error(`A "," or "${close}" is missing here.`);
      const comma = this.at;
      this.at += 1;
      this.skip();
      if (this.#text[this.at] === close)
        throw this.error(`JSON allows no comma before "${close}": take it out.`, comma);
      if (this.at >= this.#text.length) throw this.#unexpected(what);
    }
  }

  #string(): string {
    const start = this.at;
    for (this.at += 1; this.at < this.#text.length; this.at += 1) {
      const char = this.#text[this.at] ?? '';
      if (char === '\\') this.at += 1;
      else if (char === '\n') break;
      else if (char === '"') {
        this.at += 1;
        return this.#unescaped(start);
      }
    }
    throw this.error('This text in quotes does not end on its line.', start);
  }

  #unescaped(start: number): string {
    try {
      return JSON.parse(this.#text.slice(start, this.at)) as string;
    } catch {
      throw this.error(
        'This text in quotes holds a "\\" or a control character that JSON does not take.',
        start,
      );
    }
  }
}
