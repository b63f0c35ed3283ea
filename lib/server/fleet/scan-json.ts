import 'server-only';

/** One member of a JSON object in a body. Units: byte offsets; `end` is the first byte after the value. */
export interface ScannedEntry {
  readonly name: string;
  readonly valueAt: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** The first byte at or after `at` that is no white space. */
export function skipSpace(body: Buffer, at: number): number {
  let i = at;
  for (let byte = body[i]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = body[i])
    i += 1;
  return i;
}

/** Finds the name and the value that begin at a quote. Undefined when what stands there is no complete member. */
export function entryAt(body: Buffer, at: number): ScannedEntry | undefined {
  if (body[at] !== QUOTE) return undefined;
  const nameEnd = stringEnd(body, at);
  const colon = skipSpace(body, nameEnd);
  if (body[colon] !== COLON) return undefined;
  const valueAt = skipSpace(body, colon + 1);
  const end = valueEnd(body, valueAt);
  const name = parseName(body.toString('utf8', at, nameEnd));
  return end === undefined || name === undefined ? undefined : { name, valueAt, end };
}

function parseName(text: string): string | undefined {
  if (!text.includes('\\')) return text.slice(1, -1);
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The byte after the closing quote; the body's length when there is none. */
function stringEnd(body: Buffer, at: number): number {
  for (let end = body.indexOf(QUOTE, at + 1); end !== -1; end = body.indexOf(QUOTE, end + 1)) {
    let escapes = 0;
    while (body[end - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return end + 1;
  }
  return body.length;
}

function valueEnd(body: Buffer, at: number): number | undefined {
  let depth = 0;
  for (let i = at; i < body.length; ) {
    const byte = body[i];
    if (byte === QUOTE) {
      i = stringEnd(body, i);
      if (depth === 0) return i;
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (depth === 0) return i;
      depth -= 1;
      if (depth === 0) return i + 1;
    } else if (depth === 0 && i > at && (byte === COMMA || Number(byte) <= 0x20)) return i;
    i += 1;
  }
  return undefined;
}
