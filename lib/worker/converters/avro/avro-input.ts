import { readUtf8 } from '../../../base/utf8.ts';
import { DataException } from '../../api/exceptions.ts';

const MAX_INT = 2 ** 31 - 1;
const LONG_BYTES = 10;
/** What seven bytes of seven bits make is exact in a number. */
const EXACT_BYTES = 7;
/** Items of arrays that take no byte, in one message; without a limit a few bytes could ask for all the memory. */
const MAX_EMPTY_ITEMS = 10_000;

/**
 * Reads Avro's binary encoding, never beyond its end, whatever the bytes say.
 *
 * Errors: DataException for bytes that are no such encoding.
 */
export class AvroInput {
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  #items = 0;
  #maxItems = 0;

  /** Goes on with `buffer[start, end)`. */
  reset(buffer: Buffer, start: number, end: number): this {
    this.#buffer = buffer;
    this.#at = start;
    this.#end = end;
    this.#items = 0;
    this.#maxItems = end - start + MAX_EMPTY_ITEMS;
    return this;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  readBoolean(): boolean {
    return this.#buffer[this.#take(1)] !== 0;
  }

  /** A long. Shape: a number, or a bigint beyond the safe integers. */
  readLong(): number | bigint {
    const start = this.#at;
    let [value, factor] = [0, 1];
    for (let count = 0; count < EXACT_BYTES; count += 1) {
      const byte = this.#buffer[this.#take(1)] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      factor *= 128;
    }
    this.#at = start;
    return this.#readBigLong();
  }

  #readBigLong(): number | bigint {
    let value = 0n;
    for (let count = 0; count < LONG_BYTES; count += 1) {
      const byte = this.#buffer[this.#take(1)] as number;
      value |= BigInt(byte & 0x7f) << BigInt(7 * count);
      if (byte >= 0x80) continue;
      const long = BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
      return Number.isSafeInteger(Number(long)) ? Number(long) : long;
    }
    throw new DataException('The Avro data has a number of more than 64 bits');
  }

  readInt(): number {
    const long = this.readLong();
    if (typeof long === 'number' && long <= MAX_INT && long >= -MAX_INT - 1) return long;
    throw new DataException(`The Avro data has ${long} for an int`);
  }

  readFloat(): number {
    return this.#buffer.readFloatLE(this.#take(4));
  }

  readDouble(): number {
    return this.#buffer.readDoubleLE(this.#take(8));
  }

  readString(): string {
    const length = this.#readLength();
    const at = this.#take(length);
    return readUtf8(this.#buffer, at, at + length);
  }

  readBytes(): Buffer {
    return this.readFixed(this.#readLength());
  }

  /** Bytes of their own, not a view. */
  readFixed(length: number): Buffer {
    const at = this.#take(length);
    return Buffer.from(this.#buffer.subarray(at, at + length));
  }

  /** Reads the blocks of an array or a map, one item at a time. */
  readBlocks(readItem: () => void): void {
    for (;;) {
      let count = Number(this.readLong());
      if (count === 0) return;
      // A negative count is followed by the block's size in bytes, for who wants to skip it.
      if (count < 0) {
        count = -count;
        this.readLong();
      }
      this.#items += count;
      if (this.#items > this.#maxItems) throw truncated();
      for (let item = 0; item < count; item += 1) readItem();
    }
  }

  #readLength(): number {
    const length = this.readLong();
    if (typeof length !== 'number' || length < 0) throw truncated();
    return length;
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#end) throw truncated();
    this.#at = at + length;
    return at;
  }
}

function truncated(): DataException {
  return new DataException('The Avro data ends too early');
}
