import { crc32c } from '@node-rs/crc32';
import { type Cursor, readVarint } from './varint.ts';

/** One header of a record; the value may be null. */
export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
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

/** Bytes of a batch before its first record. Source: kafka `DefaultRecordBatch#RECORD_BATCH_OVERHEAD`. */
export const HEADER_BYTES = 61;
/** Where the checksum stands. */
export const CRC_AT = 17;
/** From where on the checksum is taken. */
export const CRC_FROM = 21;
/** Where the newest timestamp stands. */
export const MAX_TIMESTAMP_AT = 35;
/** Bytes that the length in the header does not count. */
export const LENGTH_OVERHEAD = 12;
/** The format. */
export const MAGIC = 2;
const EMPTY: readonly RecordHeader[] = [];
/** Stands for the start of a key or value that is null. */
const NULL_AT = -1;

/**
 * A record of a batch that was read. Most readers want its value as text, so keys and values are made into views of the
 * batch's bytes only when they are asked for.
 *
 * Shape: key and value are `batch[…Start, …End)`, or null when the start is negative. Units: `timestamp` in ms since
 * the epoch.
 */
export class LogRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly batch: Buffer;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly headers: readonly RecordHeader[];

  constructor(batch: Buffer, cursor: Cursor, header: BatchHeader) {
    const length = readVarint(batch, cursor);
    const end = cursor.at + length;
    if (length < 0 || end > batch.length)
      throw new CorruptBatchException('record runs past the end of its batch');
    cursor.at += 1;
    this.batch = batch;
    this.timestamp = header.baseTimestamp + readVarint(batch, cursor);
    this.offset = header.baseOffset + readVarint(batch, cursor);
    this.keyStart = skipBytes(batch, cursor);
    this.keyEnd = cursor.at;
    this.valueStart = skipBytes(batch, cursor);
    this.valueEnd = cursor.at;
    this.headers = readHeaders(batch, cursor);
    if (cursor.at !== end) throw new CorruptBatchException('record length does not match its fields');
  }

  get key(): Buffer | null {
    return this.keyStart < 0 ? null : this.batch.subarray(this.keyStart, this.keyEnd);
  }

  get value(): Buffer | null {
    return this.valueStart < 0 ? null : this.batch.subarray(this.valueStart, this.valueEnd);
  }
}

/** Sets the offset of the first record; the checksum does not cover it, as in a broker. */
export function stampBaseOffset(batch: Uint8Array, baseOffset: number): void {
  view(batch).writeBigInt64BE(BigInt(baseOffset), 0);
}

/** The offset after the last record of a batch, from its header. */
export function nextOffsetOf(batch: Uint8Array): number {
  const b = view(batch);
  return Number(b.readBigInt64BE(0)) + b.readInt32BE(23) + 1;
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
  const header = readBatchHeader(batch);
  const b = view(batch);
  const expected = b.readUInt32BE(CRC_AT);
  const actual = crc32c(b.subarray(CRC_FROM));
  if (expected !== actual)
    throw new CorruptBatchException(`batch checksum is ${actual}, its header says ${expected}`);
  return header;
}

/**
 * Reads and checks the header of a batch that never left memory since it was made or checked.
 *
 * Errors: CorruptBatchException that says what is wrong.
 */
export function readBatchHeader(batch: Uint8Array): BatchHeader {
  const b = view(batch);
  if (b.length < HEADER_BYTES)
    throw new CorruptBatchException(`batch of ${b.length} bytes is shorter than its header`);
  const magic = b.readInt8(16);
  if (magic !== MAGIC) throw new CorruptBatchException(`batch has magic ${magic}, only ${MAGIC} is known`);
  const length = b.readInt32BE(8) + LENGTH_OVERHEAD;
  if (length !== b.length) throw new CorruptBatchException(`batch says ${length} bytes but has ${b.length}`);
  return readHeader(b);
}

/**
 * Reads the records of a batch whose bytes are whole.
 *
 * Errors: CorruptBatchException (checksum first, then the framing).
 */
export function decodeBatch(batch: Uint8Array): LogRecord[] {
  checkBatch(batch);
  return decodeCheckedBatch(batch);
}

/** As `decodeBatch`, for bytes whose checksum has been looked at since they were read. */
export function decodeCheckedBatch(batch: Uint8Array): LogRecord[] {
  const header = readBatchHeader(batch);
  const b = view(batch);
  if ((b.readInt16BE(21) & 7) !== 0)
    throw new CorruptBatchException('batch is compressed, which is not supported');
  const cursor: Cursor = { at: HEADER_BYTES };
  const records: LogRecord[] = [];
  try {
    for (let index = 0; index < header.count; index += 1) records.push(new LogRecord(b, cursor, header));
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
  const start = skipBytes(b, cursor);
  return start < 0 ? null : b.subarray(start, cursor.at);
}

/** Moves past one field of bytes and answers where it begins; negative for null. */
function skipBytes(b: Buffer, cursor: Cursor): number {
  const length = readVarint(b, cursor);
  if (length < 0) return NULL_AT;
  const start = cursor.at;
  if (start + length > b.length) throw new CorruptBatchException('field runs past the end of its batch');
  cursor.at += length;
  return start;
}

/** The same bytes as a Buffer. */
export function view(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
