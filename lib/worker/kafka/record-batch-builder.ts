import { crc32c } from '@node-rs/crc32';
import { writeUtf8 } from '../../base/utf8.ts';
import { BufferPool } from './buffer-pool.ts';
import {
  CRC_AT,
  CRC_FROM,
  HEADER_BYTES,
  LENGTH_OVERHEAD,
  MAGIC,
  MAX_TIMESTAMP_AT,
  type RecordHeader,
} from './record-batch.ts';
import { sizeOfVarint, writeVarint } from './varint.ts';

/** What goes into a batch. Shape: a text stands for its UTF-8 bytes. Units: `timestamp` in ms since the epoch. */
export interface RecordInput {
  readonly timestamp: number;
  readonly key: Uint8Array | string | null;
  readonly value: Uint8Array | string | null;
  readonly headers: readonly RecordHeader[];
}

/** The most records a batch of ours holds. */
export const MAX_BATCH_RECORDS = 2000;
/** A varint holds twice a delta, exactly only up to 2^53. */
const MAX_DELTA_MS = 2 ** 52 - 1;
/** The most bytes a batch of ours holds, unless a single record is larger. */
export const MAX_BATCH_BYTES = 512 * 1024;

const NOTHING = Buffer.allocUnsafeSlow(0);
/** UTF-8 takes at most three bytes for each unit of a text. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Collects records into one Kafka RecordBatch v2 (uncompressed, no producer id).
 *
 * Shape: `append` answers false when the batch is full and the record was not taken; an empty batch takes any record.
 * Source: kafka `DefaultRecordBatch`, `DefaultRecord`; KIP-98.
 */
export class RecordBatchBuilder {
  readonly #pool: BufferPool;
  #buffer: Buffer = NOTHING;
  #lastBytes = 0;
  #at = HEADER_BYTES;
  #count = 0;
  #baseTimestamp = 0;
  #maxTimestamp = 0;

  /** `pool`: where memory for batches comes from; a batch takes its own along. */
  constructor(pool: BufferPool = new BufferPool(0)) {
    this.#pool = pool;
  }

  get count(): number {
    return this.#count;
  }

  append(record: RecordInput): boolean {
    if (this.#count === 0) {
      this.#baseTimestamp = record.timestamp;
      this.#maxTimestamp = record.timestamp;
    }
    // Most texts are ASCII, whose bytes are as many as its units; where that is wrong the bytes are counted.
    const isTaken =
      this.#tryAppend(record, unitsOf(record.key), unitsOf(record.value)) ??
      this.#tryAppend(record, bytesOf(record.key), bytesOf(record.value));
    if (!isTaken) return false;
    this.#count += 1;
    if (record.timestamp > this.#maxTimestamp) this.#maxTimestamp = record.timestamp;
    return true;
  }

  /** Returns the finished batch in memory that is nobody else's (so it can be transferred) and starts anew. */
  build(): Uint8Array {
    const b = this.#buffer;
    b.writeBigInt64BE(0n, 0);
    b.writeInt32BE(this.#at - LENGTH_OVERHEAD, 8);
    b.writeInt32BE(-1, 12);
    b.writeInt8(MAGIC, 16);
    b.writeInt16BE(0, 21);
    b.writeInt32BE(this.#count - 1, 23);
    b.writeBigInt64BE(BigInt(this.#baseTimestamp), 27);
    b.writeBigInt64BE(BigInt(this.#maxTimestamp), MAX_TIMESTAMP_AT);
    b.writeBigInt64BE(-1n, 43);
    b.writeInt16BE(-1, 51);
    b.writeInt32BE(-1, 53);
    b.writeInt32BE(this.#count, 57);
    b.writeUInt32BE(crc32c(b.subarray(CRC_FROM, this.#at)), CRC_AT);
    const batch = b.subarray(0, this.#at);
    this.#lastBytes = b.length;
    this.#buffer = NOTHING;
    this.#at = HEADER_BYTES;
    this.#count = 0;
    return batch;
  }

  /** Shape: false when the batch is full, undefined when the sizes given are not those of the bytes; nothing is taken then. */
  #tryAppend(record: RecordInput, keyBytes: number, valueBytes: number): boolean | undefined {
    const { key, value, headers } = record;
    const delta = record.timestamp - this.#baseTimestamp;
    const body =
      1 +
      sizeOfVarint(delta) +
      sizeOfVarint(this.#count) +
      sizeOfField(keyBytes) +
      sizeOfField(valueBytes) +
      sizeOfHeaders(headers);
    const whole = body + sizeOfVarint(body);
    const isFull =
      this.#count >= MAX_BATCH_RECORDS ||
      this.#at + whole > MAX_BATCH_BYTES ||
      Math.abs(delta) > MAX_DELTA_MS;
    if (this.#count > 0 && isFull) return false;
    this.#reserve(whole * MAX_BYTES_PER_UNIT);
    const target = this.#buffer;
    let at = writeVarint(target, this.#at, body);
    target[at++] = 0;
    at = writeVarint(target, at, delta);
    at = writeVarint(target, at, this.#count);
    const afterKey = writeField(target, at, key, keyBytes);
    const afterValue = afterKey < 0 ? afterKey : writeField(target, afterKey, value, valueBytes);
    if (afterValue < 0) return undefined;
    this.#at = writeHeaders(target, afterValue, headers);
    return true;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    // The next batch is likely as large as the last one.
    const wanted = Math.max(this.#buffer.length * 2, this.#at + bytes);
    const larger = this.#pool.take(this.#buffer === NOTHING ? Math.max(this.#lastBytes, wanted) : wanted);
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#pool.give(this.#buffer.buffer as ArrayBuffer);
    this.#buffer = larger;
  }
}

type Field = Uint8Array | string | null;

function unitsOf(field: Field): number {
  return field === null ? -1 : field.length;
}

function bytesOf(field: Field): number {
  return typeof field === 'string' ? Buffer.byteLength(field) : unitsOf(field);
}

function sizeOfField(bytes: number): number {
  return bytes < 0 ? 1 : sizeOfVarint(bytes) + bytes;
}

function sizeOfHeaders(headers: readonly RecordHeader[]): number {
  if (headers.length === 0) return 1;
  let size = sizeOfVarint(headers.length);
  for (const { key, value } of headers) size += sizeOfField(bytesOf(key)) + sizeOfField(bytesOf(value));
  return size;
}

/** Writes length and bytes, and answers the position after them; negative when the text has another length in bytes. */
function writeField(target: Buffer, at: number, field: Field, bytes: number): number {
  const position = writeVarint(target, at, bytes);
  if (field === null) return position;
  if (typeof field !== 'string') target.set(field, position);
  else if (writeUtf8(target, field, position) !== bytes) return -1;
  return position + bytes;
}

function writeHeaders(target: Buffer, at: number, headers: readonly RecordHeader[]): number {
  let position = writeVarint(target, at, headers.length);
  for (const { key, value } of headers) {
    position = writeField(target, position, key, bytesOf(key));
    position = writeField(target, position, value, bytesOf(value));
  }
  return position;
}
