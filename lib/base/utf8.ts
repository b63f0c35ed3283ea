/** What stands behind `toString` and `write` of Node's buffers; their look at the encoding costs as much as a short text. */
interface Utf8Methods {
  utf8Slice(start: number, end: number): string;
  utf8Write(text: string, at: number): number;
}

/** Reads `buffer[start, end)` as UTF-8; what is none becomes U+FFFD. */
export function readUtf8(buffer: Buffer, start: number, end: number): string {
  return (buffer as Buffer & Utf8Methods).utf8Slice(start, end);
}

/** Writes a text as UTF-8 and returns the number of bytes written: those that fitted. */
export function writeUtf8(buffer: Buffer, text: string, at: number): number {
  return (buffer as Buffer & Utf8Methods).utf8Write(text, at);
}
