import { createHash } from 'node:crypto';
import { crc32c } from '@node-rs/crc32';
import { type Database, open, type RootDatabase } from 'lmdb';
import type { KeyedEntry, LogStore, LogWriter, StoredBatch } from '../log-store.ts';
import { CorruptBatchException } from '../record-batch.ts';

const MAX_KEY_BYTES = 1500;

/**
 * Opens a log store in an LMDB file, creating it when there is none.
 *
 * Shape: `log` maps `[topicId, partition, baseOffset]` to RecordBatch bytes; `keyed` maps `[topic, key]` to
 * `crc32c | key length | key | value`, so that long keys can be hashed and damage is seen.
 */
export function openLmdbLogStore(path: string): LogStore {
  const root = open({ path, noSubdir: true, compression: false, maxDbs: 4, mapSize: 1 << 30 });
  return new LmdbLogStore(root);
}

class LmdbLogStore implements LogStore, LogWriter {
  readonly #root: RootDatabase;
  readonly #log: Database<Buffer, [number, number, number]>;
  readonly #keyed: Database<Buffer, [string, string]>;

  constructor(root: RootDatabase) {
    this.#root = root;
    this.#log = root.openDB({ name: 'log', encoding: 'binary' });
    this.#keyed = root.openDB({ name: 'keyed', encoding: 'binary' });
  }

  async transact(work: (writer: LogWriter) => void): Promise<void> {
    await this.#root.transaction(() => work(this));
  }

  append(topicId: number, partition: number, batch: StoredBatch): void {
    void this.#log.put([topicId, partition, batch.baseOffset], asBuffer(batch.bytes));
  }

  remove(topicId: number, partition: number, offset: number): void {
    const old = this.#log.getKeys({ start: [topicId, partition, 0], end: [topicId, partition, offset] });
    for (const key of [...old]) void this.#log.remove(key);
  }

  put(topic: string, key: string, value: Uint8Array | null): void {
    const at = storedKey(topic, key);
    if (value === null) void this.#keyed.remove(at);
    else void this.#keyed.put(at, seal(key, value));
  }

  floor(topicId: number, partition: number, offset: number): StoredBatch | undefined {
    const range = {
      start: [topicId, partition, offset],
      end: [topicId, partition, -1],
      reverse: true,
      limit: 1,
    };
    for (const entry of this.#log.getRange(range as never)) return stored(entry);
    return undefined;
  }

  *read(topicId: number, partition: number, fromBaseOffset: number): Iterable<StoredBatch> {
    const start: [number, number, number] = [topicId, partition, fromBaseOffset];
    const end: [number, number, number] = [topicId, partition, Number.MAX_SAFE_INTEGER];
    for (const entry of this.#log.getRange({ start, end })) yield stored(entry);
  }

  get(topic: string, key: string): Uint8Array | undefined {
    const bytes = this.#keyed.get(storedKey(topic, key));
    return bytes === undefined ? undefined : unseal(bytes).value;
  }

  *entries(topic: string, onDamage: (key: string, error: Error) => void): Iterable<KeyedEntry> {
    for (const { key, value } of this.#keyed.getRange({ start: [topic, ''], end: [`${topic}\u0000`, ''] })) {
      if (key[0] !== topic) continue;
      try {
        yield unseal(value);
      } catch (error) {
        onDamage(key[1], error as Error);
      }
    }
  }

  async flushed(): Promise<void> {
    await this.#root.flushed;
  }

  async close(): Promise<void> {
    await this.#root.flushed;
    await this.#root.close();
  }
}

function stored(entry: { key: [number, number, number]; value: Buffer }): StoredBatch {
  return { baseOffset: entry.key[2], bytes: entry.value };
}

function storedKey(topic: string, key: string): [string, string] {
  if (Buffer.byteLength(key) <= MAX_KEY_BYTES) return [topic, key];
  return [topic, `sha256:${createHash('sha256').update(key).digest('hex')}`];
}

function seal(key: string, value: Uint8Array): Buffer {
  const keyBytes = Buffer.from(key);
  const sealed = Buffer.allocUnsafe(8 + keyBytes.length + value.length);
  sealed.writeUInt32BE(keyBytes.length, 4);
  sealed.set(keyBytes, 8);
  sealed.set(value, 8 + keyBytes.length);
  sealed.writeUInt32BE(crc32c(sealed.subarray(4)), 0);
  return sealed;
}

function unseal(sealed: Buffer): KeyedEntry {
  if (sealed.length < 8 || sealed.readUInt32BE(0) !== crc32c(sealed.subarray(4))) {
    throw new CorruptBatchException('keyed entry has a wrong checksum');
  }
  const valueAt = 8 + sealed.readUInt32BE(4);
  return { key: sealed.toString('utf8', 8, valueAt), value: sealed.subarray(valueAt) };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
