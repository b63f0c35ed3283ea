import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';

const DIGITS = 12;
/** Each line has as many bytes, so a file's size says how many there are. */
const LINE_BYTES = DIGITS + 1;
const CHUNK_LINES = 100_000;

/** Appends numbered lines to a file. */
export class NumberedFile {
  readonly path: string;
  readonly #fd: number;
  #next = 0;

  constructor(path: string) {
    this.path = path;
    this.#fd = openSync(path, 'a');
  }

  get count(): number {
    return this.#next;
  }

  append(count: number): void {
    const bytes = Buffer.from(numberedText(this.#next, count), 'latin1');
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    this.#next += count;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** How many lines a copy has by its size, 0 when it is not there. */
export function countLines(path: string): number {
  return Math.floor((statSync(path, { throwIfNoEntry: false })?.size ?? 0) / LINE_BYTES);
}

/** Compares a file with the numbered lines from 0. Returns the first difference in words, undefined when there is none. */
export function firstDifference(path: string, count: number): string | undefined {
  const { size } = statSync(path);
  const fd = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK_LINES * LINE_BYTES);
    for (let from = 0; from < count; from += CHUNK_LINES) {
      const lines = Math.min(CHUNK_LINES, count - from);
      const read = readSync(fd, chunk, 0, lines * LINE_BYTES, from * LINE_BYTES);
      const found = chunk.toString('latin1', 0, read);
      const difference = compare(found, numberedText(from, lines), from);
      if (difference !== undefined) return difference;
    }
  } finally {
    closeSync(fd);
  }
  return size === count * LINE_BYTES ? undefined : `${size - count * LINE_BYTES} bytes too many at the end`;
}

function numberedText(from: number, count: number): string {
  let text = '';
  for (let line = from; line < from + count; line += 1) text += `${String(line).padStart(DIGITS, '0')}\n`;
  return text;
}

function compare(found: string, expected: string, from: number): string | undefined {
  if (found === expected) return undefined;
  const [a, b] = [found.split('\n'), expected.split('\n')];
  const at = b.findIndex((line, index) => a[index] !== line);
  return `line ${from + at} is "${a[at] || 'missing'}" instead of "${b[at]}"`;
}
