/**
 * Zigzag varints as Kafka writes them. Values are numbers, so the range is the safe integers, not all 64 bits:
 * lengths, deltas and timestamps never leave it.
 *
 * Source: kafka `ByteUtils#writeVarint`, `#writeVarlong`.
 */

/** Returns how many bytes `value` takes. */
export function sizeOfVarint(value: number): number {
  if (value < 64 && value >= -64) return 1;
  if (value < 8192 && value >= -8192) return 2;
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  let size = 1;
  while (rest >= 128) {
    rest = Math.floor(rest / 128);
    size += 1;
  }
  return size;
}

/** Writes `value` at `at` and returns the position after it; the caller has made room. */
export function writeVarint(target: Uint8Array, at: number, value: number): number {
  let position = at;
  if (value < 64 && value >= -64) {
    target[position] = (value << 1) ^ (value >> 31);
    return position + 1;
  }
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  while (rest >= 0x80000000) {
    target[position++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  rest >>>= 0;
  while (rest >= 128) {
    target[position++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  target[position++] = rest;
  return position;
}

/** A position in bytes that moves on with every read. */
export interface Cursor {
  at: number;
}

/** Reads one varint and moves the cursor. Errors: RangeError when the bytes end inside it or it is longer than 8 bytes. */
export function readVarint(source: Uint8Array, cursor: Cursor): number {
  const first = source[cursor.at];
  if (first !== undefined && first < 128) {
    cursor.at += 1;
    return (first >> 1) ^ -(first & 1);
  }
  let result = 0;
  let scale = 1;
  for (let read = 0; read < 8; read += 1) {
    const byte = source[cursor.at];
    if (byte === undefined) throw new RangeError('varint runs past the end of the bytes');
    cursor.at += 1;
    result += (byte & 127) * scale;
    if (byte < 128) return result % 2 === 0 ? result / 2 : -(result + 1) / 2;
    scale *= 128;
  }
  throw new RangeError('varint is longer than 8 bytes');
}
