import { createHash } from 'node:crypto';
import { getSystemErrorName } from 'node:util';
import { crc32c } from '@node-rs/crc32';
import { type Database, open, type RootDatabase, type RootDatabaseOptions } from 'lmdb';
import type { KeyedEntry, LogStore, LogWriter, StoredBatch } from '../log-store.ts';
import { CorruptBatchException } from '../record-batch.ts';
import { checkLogFile, prepareLogFile } from './log-file.ts';

const MAX_KEY_BYTES = 1500;

/**
 * Opens a log store in an LMDB file, creating it when there is none; with `readOnly` beside the worker that owns it.
 *
 * Shape: `log` maps `[topicId, partition, baseOffset]` to RecordBatch bytes; `keyed` maps `[topic, key]` to
 * `crc32c | key length | key | value`, so that long keys can be hashed and damage is seen.
 * Errors: DamagedLogError when the file cannot be opened; a commit that failed rejects its transactions with the disk's error, and everything that waits for a flush.
 */
export function openLmdbLogStore(path: string, { readOnly = false } = {}): LogStore {
  // Without batching by event turn lmdb leaves no promise of its own to fail unheard; `#commitAll` makes the groups.
  const options = {
    noSubdir: true,
    compression: false,
    maxDbs: 4,
    mapSize: 1 << 30,
    eventTurnBatching: false,
    readOnly,
  };
  if (readOnly) checkLogFile(path);
  else prepareLogFile(path, (newPath) => nativeEnv(openAll(newPath, options).root).close());
  return new LmdbLogStore(openAll(path, options));
}

function openAll(path: string, options: RootDatabaseOptions): Databases {
  const root = open({ path, ...options });
  const log: Databases['log'] = root.openDB({ name: 'log', encoding: 'binary' });
  const keyed: Databases['keyed'] = root.openDB({ name: 'keyed', encoding: 'binary' });
  return { root, log, keyed };
}

interface Databases {
  readonly root: RootDatabase;
  readonly log: Database<Buffer, [number, number, number]>;
  readonly keyed: Database<Buffer, [string, string]>;
}

interface Transaction {
  readonly work: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One commit is on its way at a time; all transactions that came meanwhile are the next one. */
class LmdbLogStore implements LogStore, LogWriter {
  readonly #root: RootDatabase;
  readonly #log: Databases['log'];
  readonly #keyed: Databases['keyed'];
  readonly #flushWaiters = new Set<(error: unknown) => void>();
  #queue: Transaction[] = [];
  #isCommitting = false;
  /** lmdb's promise of a flush never settles after a commit that failed, until the next one that does not. */
  #isFlushStale = false;

  constructor({ root, log, keyed }: Databases) {
    this.#root = root;
    this.#log = log;
    this.#keyed = keyed;
    hearFailures(root, (error) => this.#giveUpFlush(error));
  }

  transact(work: (writer: LogWriter) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ work: () => work(this), resolve, reject });
      if (!this.#isCommitting) void this.#commitAll();
    });
  }

  async #commitAll(): Promise<void> {
    this.#isCommitting = true;
    while (this.#queue.length > 0) await this.#commitGroup();
    this.#isCommitting = false;
  }

  async #commitGroup(): Promise<void> {
    let group: Transaction[] = [];
    try {
      await this.#root.transaction(() => {
        group = this.#queue;
        this.#queue = [];
        group = group.filter(attempt);
      });
      this.#isFlushStale = false;
      for (const { resolve } of group) resolve();
    } catch (error) {
      const cause = await causeOf(error);
      this.#giveUpFlush(cause);
      for (const { reject } of [...group, ...this.#queue.splice(0)]) reject(cause);
    }
  }

  #giveUpFlush(error: unknown): void {
    this.#isFlushStale = true;
    for (const reject of this.#flushWaiters) reject(error);
    this.#flushWaiters.clear();
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

  scan(
    topicId: number,
    partition: number,
    fromBaseOffset: number,
    visit: (batch: StoredBatch) => boolean,
  ): void {
    const start: [number, number, number] = [topicId, partition, fromBaseOffset];
    const end: [number, number, number] = [topicId, partition, Number.MAX_SAFE_INTEGER];
    for (const key of this.#log.getKeys({ start, end })) {
      // lmdb answers a buffer of its own that is longer than the value and says the value's length in `length`.
      const own = this.#log.getBinaryFast(key);
      if (!own) continue;
      const bytes = new Uint8Array(own.buffer, own.byteOffset, own.length);
      if (!visit({ baseOffset: key[2], bytes })) return;
    }
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
    if (this.#isFlushStale) await this.transact((writer) => writer.put('__flush', 'last', new Uint8Array(1)));
    await new Promise<void>((resolve, reject) => {
      this.#flushWaiters.add(reject);
      const settle = (end: () => void) => {
        this.#flushWaiters.delete(reject);
        end();
      };
      this.#root.flushed.then(
        () => settle(resolve),
        (error: unknown) => settle(() => reject(error as Error)),
      );
    });
  }

  reusableBytes(): number {
    // lmdb declares no shape of its statistics.
    const root = this.#root.getStats() as unknown as Stats;
    const used = [root, root.free, this.#log.getStats(), this.#keyed.getStats()].map((s) =>
      pages(s as Stats),
    );
    const [inTrees, metaPages] = [used.reduce((sum, count) => sum + count, 0), 2];
    return Math.max(0, root.lastPageNumber + 1 - metaPages - inTrees) * root.pageSize;
  }

  async close(): Promise<void> {
    if (this.#isFlushStale) {
      // lmdb's own close waits for that flush for ever; nothing that was promised depends on it.
      nativeEnv(this.#root).close();
      return;
    }
    await this.#root.flushed;
    await this.#root.close();
  }
}

interface Stats {
  readonly pageSize: number;
  readonly lastPageNumber: number;
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
  readonly free: Stats;
}

function pages(stats: Stats): number {
  return stats.treeBranchPageCount + stats.treeLeafPageCount + stats.overflowPages;
}

/** Runs the work of a transaction; one that throws is told so, and is no more part of its group. */
function attempt({ work, reject }: Transaction): boolean {
  try {
    work();
    return true;
  } catch (error) {
    reject(error);
    return false;
  }
}

/** lmdb's error of a commit holds a promise that rejects with what the system said. */
async function causeOf(error: unknown): Promise<unknown> {
  try {
    await (error as { commitError?: Promise<unknown> }).commitError;
    return error;
  } catch (cause) {
    return cause;
  }
}

interface NativeEnv {
  startWriting(at: number, onStatus: (status: number) => unknown): unknown;
  close(): void;
}

function nativeEnv(root: RootDatabase): NativeEnv {
  // lmdb does not declare the environment below its database.
  return (root as unknown as { env: NativeEnv }).env;
}

/** Tells of commits and flushes that failed. lmdb prints them, and settles nothing when a flush fails. */
function hearFailures(root: RootDatabase, onFailure: (error: Error) => void): void {
  const env = nativeEnv(root);
  const startWriting = env.startWriting;
  const value: NativeEnv['startWriting'] = (at, onStatus) =>
    startWriting.call(env, at, (status) => {
      // 0 is flushed, 1 committed, 2 asks for the callbacks of the transaction; else it is an error of the system.
      if (status >= 0 && status <= 2) return onStatus(status);
      const answer = withoutConsole(() => onStatus(status));
      onFailure(new Error(status > 0 ? getSystemErrorName(-status) : `LMDB error ${status}`));
      return answer;
    });
  Object.defineProperty(env, 'startWriting', { value });
}

function withoutConsole<T>(work: () => T): T {
  const { error } = console;
  console.error = () => undefined;
  try {
    return work();
  } finally {
    console.error = error;
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
