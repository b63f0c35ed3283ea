import { crc32c } from '@node-rs/crc32';
import { type Cursor, readVarint, sizeOfVarint, writeVarint } from './varint.ts';

/** One header of a record; the value may be null. */
export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/** What goes into a batch. Units: `timestamp` in ms since the epoch. */
export interface RecordInput {
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

/** What comes out: keys, values and headers are views into the batch's bytes. */
export interface LogRecord extends RecordInput {
  readonly offset: number;
}

/** The header fields that readers need. Units: `sizeBytes` is the whole batch, header included. */
export interface BatchHeader {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly count: number;
  readonly sizeBytes: number;
  readonly baseTimestamp: number;
}

/** Bytes that are not the batch that was written: cut short, changed, or of another format. */
export class CorruptBatchException extends Error {
  override readonly name = 'CorruptBatchException';
  readonly className = 'org.apache.kafka.common.errors.CorruptRecordException';
}

/** The most records a batch of ours holds. */
export const MAX_BATCH_RECORDS = 2000;
/** The most bytes a batch of ours holds, unless a single record is larger. */
export const MAX_BATCH_BYTES = 512 * 1024;

const HEADER_BYTES = 61;
const CRC_AT = 17;
const CRC_FROM = 21;
const MAX_TIMESTAMP_AT = 35;
const LENGTH_OVERHEAD = 12;
const MAGIC = 2;
const EMPTY: readonly RecordHeader[] = [];

/**
 * Collects records into one Kafka RecordBatch v2 (uncompressed, no producer id).
 *
 * Shape: `append` answers false when the batch is full and the record was not taken; an empty batch takes any record.
 * Source: kafka `DefaultRecordBatch`, `DefaultRecord`; KIP-98.
 */
export class RecordBatchBuilder {
  #buffer = Buffer.allocUnsafe(64 * 1024);
  #at = HEADER_BYTES;
  #count = 0;
  #baseTimestamp = 0;
  #maxTimestamp = 0;

  get count(): number {
    return this.#count;
  }

  append(record: RecordInput): boolean {
    if (this.#count === 0) {
      this.#baseTimestamp = record.timestamp;
      this.#maxTimestamp = record.timestamp;
    }
    const delta = record.timestamp - this.#baseTimestamp;
    const body = bodySize(record, delta, this.#count);
    const whole = body + sizeOfVarint(body);
    if (this.#count > 0 && (this.#count >= MAX_BATCH_RECORDS || this.#at + whole > MAX_BATCH_BYTES))
      return false;
    this.#reserve(whole);
    this.#at = writeRecord(this.#buffer, this.#at, { record, body, delta, index: this.#count });
    this.#count += 1;
    if (record.timestamp > this.#maxTimestamp) this.#maxTimestamp = record.timestamp;
    return true;
  }

  /** Returns the finished batch in memory of its own (so it can be transferred) and starts anew. */
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
    const batch = new Uint8Array(this.#at);
    batch.set(b.subarray(0, this.#at));
    this.#at = HEADER_BYTES;
    this.#count = 0;
    return batch;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** Sets the offset of the first record; the checksum does not cover it, as in a broker. */
export function stampBaseOffset(batch: Uint8Array, baseOffset: number): void {
  view(batch).writeBigInt64BE(BigInt(baseOffset), 0);
}

/** The newest timestamp of a batch, from its header; -1 when its records have none. Units: ms since the epoch. */
export function maxTimestampOf(batch: Uint8Array): number {
  return batch.length < HEADER_BYTES ? -1 : Number(view(batch).readBigInt64BE(MAX_TIMESTAMP_AT));
}

/**
 * Reads and checks the header and the checksum.
 *
 * Errors: CorruptBatchException that says what is wrong; nothing is guessed.
 */
export function checkBatch(batch: Uint8Array): BatchHeader {
  const b = view(batch);
  if (b.length < HEADER_BYTES)
    throw new CorruptBatchException(`batch of ${b.length} bytes is shorter than its header`);
  const magic = b.readInt8(16);
  if (magic !== MAGIC) throw new CorruptBatchException(`batch has magic ${magic}, only ${MAGIC} is known`);
  const length = b.readInt32BE(8) + LENGTH_OVERHEAD;
  if (length !== b.length) throw new CorruptBatchException(`batch says ${length} bytes but has ${b.length}`);
  const expected = b.readUInt32BE(CRC_AT);
  const actual = crc32c(b.subarray(CRC_FROM));
  if (expected !== actual)
    throw new CorruptBatchException(`batch checksum is ${actual}, its header says ${expected}`);
  return readHeader(b);
}

/**
 * Reads the records of a batch whose bytes are whole.
 *
 * Errors: CorruptBatchException (checksum first, then the framing).
 */
export function decodeBatch(batch: Uint8Array): LogRecord[] {
  const header = checkBatch(batch);
  const b = view(batch);
  if ((b.readInt16BE(21) & 7) !== 0)
    throw new CorruptBatchException('batch is compressed, which is not supported');
  const cursor: Cursor = { at: HEADER_BYTES };
  const records: LogRecord[] = [];
  try {
    for (let index = 0; index < header.count; index += 1) records.push(readRecord(b, cursor, header));
  } catch (error) {
    if (error instanceof CorruptBatchException) throw error;
    throw new CorruptBatchException(`record ${records.length} of the batch cannot be read`, { cause: error });
  }
  return records;
}

function readHeader(b: Buffer): BatchHeader {
  const baseOffset = Number(b.readBigInt64BE(0));
  return {
    baseOffset,
    lastOffset: baseOffset + b.readInt32BE(23),
    count: b.readInt32BE(57),
    sizeBytes: b.length,
    baseTimestamp: Number(b.readBigInt64BE(27)),
  };
}

function readRecord(b: Buffer, cursor: Cursor, header: BatchHeader): LogRecord {
  const length = readVarint(b, cursor);
  const end = cursor.at + length;
  if (length < 0 || end > b.length) throw new CorruptBatchException('record runs past the end of its batch');
  cursor.at += 1;
  const timestamp = header.baseTimestamp + readVarint(b, cursor);
  const offset = header.baseOffset + readVarint(b, cursor);
  const key = readBytes(b, cursor);
  const value = readBytes(b, cursor);
  const headers = readHeaders(b, cursor);
  if (cursor.at !== end) throw new CorruptBatchException('record length does not match its fields');
  return { offset, timestamp, key, value, headers };
}

function readHeaders(b: Buffer, cursor: Cursor): readonly RecordHeader[] {
  const count = readVarint(b, cursor);
  if (count === 0) return EMPTY;
  if (count < 0) throw new CorruptBatchException('negative number of headers');
  const headers: RecordHeader[] = [];
  for (let index = 0; index < count; index += 1) {
    const key = readBytes(b, cursor);
    if (key === null) throw new CorruptBatchException('header without a key');
    headers.push({ key: key.toString('utf8'), value: readBytes(b, cursor) });
  }
  return headers;
}

function readBytes(b: Buffer, cursor: Cursor): Buffer | null {
  const length = readVarint(b, cursor);
  if (length < 0) return null;
  const end = cursor.at + length;
  if (end > b.length) throw new CorruptBatchException('field runs past the end of its batch');
  const bytes = b.subarray(cursor.at, end);
  cursor.at = end;
  return bytes;
}

function bodySize(record: RecordInput, delta: number, index: number): number {
  let size =
    1 + sizeOfVarint(delta) + sizeOfVarint(index) + sizeOfBytes(record.key) + sizeOfBytes(record.value);
  size += sizeOfVarint(record.headers.length);
  for (const header of record.headers) {
    const keyBytes = Buffer.byteLength(header.key);
    size += sizeOfVarint(keyBytes) + keyBytes + sizeOfBytes(header.value);
  }
  return size;
}

function sizeOfBytes(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : sizeOfVarint(bytes.length) + bytes.length;
}

function writeRecord(
  target: Buffer,
  at: number,
  entry: { record: RecordInput; body: number; delta: number; index: number },
): number {
  let position = writeVarint(target, at, entry.body);
  target[position++] = 0;
  position = writeVarint(target, position, entry.delta);
  position = writeVarint(target, position, entry.index);
  position = writeBytes(target, position, entry.record.key);
  position = writeBytes(target, position, entry.record.value);
  position = writeVarint(target, position, entry.record.headers.length);
  for (const header of entry.record.headers) {
    position = writeBytes(target, position, Buffer.from(header.key));
    position = writeBytes(target, position, header.value);
  }
  return position;
}

function writeBytes(target: Buffer, at: number, bytes: Uint8Array | null): number {
  if (bytes === null) return writeVarint(target, at, -1);
  const position = writeVarint(target, at, bytes.length);
  target.set(bytes, position);
  return position + bytes.length;
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
