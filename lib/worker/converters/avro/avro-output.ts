import { DataException } from '../../api/exceptions.ts';

const FIRST_SIZE = 1024;
const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;
/** Twice as much is still exact. */
const EXACT = 2 ** 51;
const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/** Writes Avro's binary encoding. Errors: DataException for a number that its type cannot hold. */
export class AvroOutput {
  #buffer = Buffer.allocUnsafe(FIRST_SIZE);
  #at = 0;

  reset(): this {
    this.#at = 0;
    return this;
  }

  /** What was written, in bytes of its own. */
  take(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#at));
  }

  writeByte(byte: number): void {
    const at = this.#room(1);
    this.#buffer[at] = byte;
  }

  /** The id of a schema, as a 32-bit number. */
  writeId(id: number): void {
    const at = this.#room(4);
    this.#buffer.writeUInt32BE(id, at);
  }

  writeInt(value: number): void {
    if (value < INT_MIN || value > INT_MAX) throw new DataException(`${value} is too large for an int`);
    this.#writeNumber(value);
  }

  writeLong(value: number | bigint): void {
    if (typeof value === 'number' && value < EXACT && value > -EXACT) this.#writeNumber(value);
    else this.#writeBigLong(BigInt(value));
  }

  #writeNumber(value: number): void {
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    while (rest >= 0x80) {
      this.writeByte((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.writeByte(rest);
  }

  #writeBigLong(value: bigint): void {
    if (value < LONG_MIN || value > LONG_MAX) throw new DataException(`${value} is too large for a long`);
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    while (rest >= 0x80n) {
      this.writeByte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.writeByte(Number(rest));
  }

  writeFloat(value: number): void {
    const at = this.#room(4);
    this.#buffer.writeFloatLE(value, at);
  }

  writeDouble(value: number): void {
    const at = this.#room(8);
    this.#buffer.writeDoubleLE(value, at);
  }

  writeString(text: string): void {
    const length = Buffer.byteLength(text);
    this.writeLong(length);
    const at = this.#room(length);
    this.#buffer.write(text, at, length, 'utf8');
  }

  writeBytes(bytes: Uint8Array): void {
    this.writeLong(bytes.length);
    this.writeFixed(bytes);
  }

  writeFixed(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#buffer.set(bytes, at);
  }

  /** Makes room and returns where it begins. To be called before the buffer is looked at: it may be another one then. */
  #room(length: number): number {
    const at = this.#at;
    if (at + length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, at + length));
      larger.set(this.#buffer.subarray(0, at));
      this.#buffer = larger;
    }
    this.#at = at + length;
    return at;
  }
}
