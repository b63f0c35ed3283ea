import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { Logger } from '../../../base/logger.ts';
import { ConnectException } from '../../api/exceptions.ts';
import { BufferPool } from '../buffer-pool.ts';
import type { KafkaStorageException, LogWriter, StoredBatch } from '../log-store.ts';
import type {
  CompactedTopicPort,
  ConsumerPort,
  FetchedBatch,
  FetchRequest,
  FetchResult,
  OffsetEntry,
  PartitionBatch,
  PartitionOffset,
  ProducerPort,
  TopicInfo,
} from '../ports.ts';
import { CorruptBatchException, checkBatch, readBatchHeader, stampBaseOffset } from '../record-batch.ts';
import { MAX_BATCH_RECORDS } from '../record-batch-builder.ts';
import { ConsumerGroups, GROUPS_TOPIC, type GroupOffset } from './consumer-groups.ts';
import type { GuardedLogStore } from './guarded-log-store.ts';
import { checkLogFormat } from './log-format.ts';
import type { RetainedLog, RetainedPartition } from './log-retention.ts';
import { newTopic, parseTopics, putTopic, TOPICS_TOPIC, type Topic } from './topic.ts';

const CLUSTER = '__cluster';
/** The compacted topic of source offsets; the producer writes it in the same transaction as the records. */
const OFFSETS_TOPIC = 'connect-offsets';

/** Memory that nobody gives back. */
const NO_POOL = new BufferPool(0);

interface CheckedBatch {
  readonly topic: Topic;
  readonly partition: number;
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** What the embedded broker works with. */
interface EmbeddedKafkaDeps {
  readonly store: GuardedLogStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a compacted topic's reader is told of each change, in the order of the writes. */
export type KeyedListener = (key: string, value: string | null) => void;

/**
 * The embedded broker: topics of RecordBatch v2, compacted topics as current values, consumer groups as offsets.
 *
 * Invariant: this object is the only writer of its store. Offsets are given out in call order, and calls commit in
 * call order; a transaction that fails leaves a gap in the offsets, as in Kafka, one that is refused does not. What is in
 * memory changes only when it is stored. Errors: every write KafkaStorageException. Source: the ports in `../ports.ts`.
 */
export class EmbeddedKafka implements ProducerPort, ConsumerPort, CompactedTopicPort, RetainedLog {
  readonly clusterId: string;
  readonly #store: GuardedLogStore;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #topics = new Map<string, Topic>();
  readonly #groups = new ConsumerGroups();
  readonly #offsetListeners = new Set<KeyedListener>();
  readonly #waiting = new Set<() => void>();
  /** Base offsets given to batches when they were last tried. */
  readonly #basesGiven = new WeakMap<readonly PartitionBatch[], number[]>();
  #topicsVersion = 1;
  #closed = false;

  private constructor(deps: EmbeddedKafkaDeps, clusterId: string) {
    this.#store = deps.store;
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.clusterId = clusterId;
    this.#load();
  }

  /** Opens what is stored; gives a new store its cluster id. Errors: NewerLogError. */
  static async open(deps: EmbeddedKafkaDeps): Promise<EmbeddedKafka> {
    await checkLogFormat(deps.store);
    const known = deps.store.get(CLUSTER, 'id');
    const id = known ? Buffer.from(known).toString() : randomBytes(16).toString('base64url');
    if (!known) await deps.store.transact((writer) => writer.put(CLUSTER, 'id', Buffer.from(id)));
    return new EmbeddedKafka(deps, id);
  }

  async partitionsFor(topic: string, whenNew = 1): Promise<number> {
    const known = this.#ensureTopic(topic, whenNew);
    if (!known.isStored) {
      await this.#store.transact((writer) => putTopic(writer, known));
      known.isStored = true;
    }
    return known.partitions;
  }

  async send(batches: readonly PartitionBatch[], offsets: readonly OffsetEntry[]): Promise<number[]> {
    const checked: CheckedBatch[] = [];
    let sizeBytes = 0;
    for (const batch of batches) {
      const topic = this.#ensureTopic(batch.topic);
      if (!(batch.partition in topic.ends))
        throw new Error(`Topic ${batch.topic} has no partition ${batch.partition}`);
      const { count } = readBatchHeader(batch.bytes);
      checked.push({ topic, partition: batch.partition, bytes: batch.bytes, count });
      sizeBytes += batch.bytes.length;
    }
    if (!this.#isStoredAlready(batches)) await this.#append(batches, checked, { sizeBytes, offsets });
    for (const { topic, partition, bytes } of checked) {
      topic.isStored = true;
      topic.appendedBytes[partition] = (topic.appendedBytes[partition] ?? 0) + bytes.length;
    }
    for (const offset of offsets)
      for (const listener of this.#offsetListeners) listener(offset.key, offset.value);
    if (batches.length > 0) this.#wake();
    return this.#basesGiven.get(batches) ?? [];
  }

  async #append(
    batches: readonly PartitionBatch[],
    checked: readonly CheckedBatch[],
    { sizeBytes, offsets }: { sizeBytes: number; offsets: readonly OffsetEntry[] },
  ): Promise<void> {
    const admitted = this.#store.admit(sizeBytes);
    const bases = checked.map(({ topic, partition, bytes, count }) => {
      const base = topic.ends[partition] ?? 0;
      stampBaseOffset(bytes, base);
      topic.ends[partition] = base + count;
      return base;
    });
    this.#basesGiven.set(batches, bases);
    const stored = this.#store.transact((writer) => {
      checked.forEach(({ topic, partition, bytes }, index) => {
        if (!topic.isStored) putTopic(writer, topic);
        writer.append(topic.id, partition, { baseOffset: bases[index] ?? 0, bytes });
      });
      putAll(writer, OFFSETS_TOPIC, offsets);
    }, admitted);
    // A commit can be reported as failed and be there all the same: when the disk failed only as it was flushed.
    await stored.catch((error: unknown) => {
      if (!this.#isStoredAlready(batches)) throw error;
    });
  }

  /** Whether batches that were tried before are in the log, so that trying again would double them. */
  #isStoredAlready(batches: readonly PartitionBatch[]): boolean {
    const [first] = batches;
    const [base] = this.#basesGiven.get(batches) ?? [];
    const topic = first && this.#topics.get(first.topic);
    if (!first || !topic || base === undefined) return false;
    // All of a transaction is there or nothing of it.
    return this.#store.floor(topic.id, first.partition, base)?.baseOffset === base;
  }

  flush(): Promise<void> {
    return this.#store.flushed();
  }

  async topics(): Promise<{ topics: readonly TopicInfo[]; version: number }> {
    const byAge = [...this.#topics.values()].sort((a, b) => a.id - b.id);
    const topics = byAge.map(({ name, partitions, ends }) => ({ name, partitions, ends: [...ends] }));
    return { topics, version: this.#topicsVersion };
  }

  async fetch(request: FetchRequest, pool = NO_POOL): Promise<FetchResult> {
    const deadline = this.#clock.monotonic() + request.waitMs;
    for (;;) {
      const batches = this.#read(request, pool);
      const leftMs = deadline - this.#clock.monotonic();
      if (
        batches.length > 0 ||
        leftMs <= 0 ||
        request.topicsVersion !== this.#topicsVersion ||
        this.#closed
      ) {
        return { batches, topicsVersion: this.#topicsVersion };
      }
      await this.#changeWithin(leftMs);
    }
  }

  async committed(group: string): Promise<readonly PartitionOffset[]> {
    return this.#groups.committed(group);
  }

  /** Writes group offsets after the log they speak of is durable. Offsets beyond the log's end are cut to it. */
  async commit(group: string, offsets: readonly PartitionOffset[]): Promise<void> {
    await this.#store.flushed();
    const clamped = offsets.map((o) => ({
      ...o,
      offset: Math.min(o.offset, this.endOffset(o.topic, o.partition)),
    }));
    await this.alterGroup(group, clamped);
  }

  /** Sets group offsets as given; a null offset forgets the partition. */
  async alterGroup(group: string, offsets: readonly GroupOffset[]): Promise<void> {
    await this.#store.transact((writer) => this.#groups.write(writer, group, offsets));
    this.#groups.apply(group, offsets);
  }

  /** Offset after the last record; 0 for an unknown partition. */
  endOffset(topic: string, partition: number): number {
    return this.#topics.get(topic)?.ends[partition] ?? 0;
  }

  /** Current values of a compacted topic; a damaged entry is logged and left out. */
  keyed(topic: string): Map<string, string> {
    const onDamage = (key: string, error: Error) =>
      this.#log.error(`Entry of topic ${topic} is damaged and ignored`, { key, error });
    const entries = this.#store.entries(topic, onDamage);
    return new Map([...entries].map(({ key, value }) => [key, Buffer.from(value).toString()]));
  }

  /** Writes entries of a compacted topic in one transaction. */
  async putKeyed(topic: string, entries: readonly OffsetEntry[]): Promise<void> {
    await this.#store.transact((writer) => putAll(writer, topic, entries));
    if (topic !== OFFSETS_TOPIC) return;
    for (const { key, value } of entries) for (const listener of this.#offsetListeners) listener(key, value);
  }

  /** Tells of every committed source offset from now on. */
  onOffset(listener: KeyedListener): void {
    this.#offsetListeners.add(listener);
  }

  /** Why nothing can be written now; undefined when it can. */
  writeFailure(): KafkaStorageException | undefined {
    return this.#store.failure();
  }

  retained(): RetainedPartition[] {
    return [...this.#topics.values()].flatMap((topic) =>
      topic.ends.map((_, partition) => ({
        topic: topic.name,
        partition,
        openedEnd: topic.openedEnds[partition] ?? 0,
        appendedBytes: topic.appendedBytes[partition] ?? 0,
      })),
    );
  }

  oldestBatches(topic: string, partition: number, fromBaseOffset: number, limit: number): StoredBatch[] {
    const known = this.#topics.get(topic);
    if (!known) return [];
    return [...take(this.#store.read(known.id, partition, fromBaseOffset), limit)];
  }

  async removeBefore(topic: string, partition: number, offset: number): Promise<void> {
    const known = this.#topics.get(topic);
    if (!known) return;
    // Before it is done, so that no reader misses it; where it fails the older batches are still found first.
    known.starts[partition] = offset;
    await this.#store.transactRemoval((writer) => writer.remove(known.id, partition, offset));
  }

  /** Whether a write has neither succeeded nor failed; after `close` the log is still open then. */
  get hasUnsettledWrites(): boolean {
    return this.#store.hasUnsettled;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#store.close();
  }

  #read(request: FetchRequest, pool: BufferPool): FetchedBatch[] {
    const found: FetchedBatch[] = [];
    let bytesLeft = request.maxBytes;
    for (const { topic, partition, offset } of request.positions) {
      const known = this.#topics.get(topic);
      if (!known || offset >= (known.ends[partition] ?? 0)) continue;
      const first = this.#store.floor(known.id, partition, offset)?.baseOffset ?? offset;
      this.#store.scan(known.id, partition, first, ({ baseOffset, bytes }) => {
        if (this.#checked(topic, partition, baseOffset, bytes) < offset) return true;
        if (found.length > 0 && bytesLeft < bytes.length) return false;
        bytesLeft -= bytes.length;
        const start = known.starts[partition] ?? 0;
        const removed = offset < start && baseOffset >= start ? { logStartOffset: start } : undefined;
        const copy = pool.take(bytes.length).subarray(0, bytes.length);
        copy.set(bytes);
        found.push({ topic, partition, bytes: copy, ...removed });
        return true;
      });
      if (found.length > 0 && bytesLeft <= 0) return found;
    }
    return found;
  }

  #checked(topic: string, partition: number, baseOffset: number, bytes: Uint8Array): number {
    try {
      const header = checkBatch(bytes);
      if (header.baseOffset === baseOffset) return header.lastOffset;
      throw new CorruptBatchException(`batch says offset ${header.baseOffset}`);
    } catch (error) {
      throw new CorruptBatchException(
        `The batch at offset ${baseOffset} of ${topic}-${partition} is damaged: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  /** Must not wait: the order of calls is the order of offsets. */
  #ensureTopic(name: string, partitions = 1): Topic {
    const known = this.#topics.get(name);
    if (known) return known;
    if (!/^[a-zA-Z0-9._-]{1,249}$/.test(name) || name === '.' || name === '..') {
      throw new ConnectException(
        `Topic name "${name}" is invalid: use letters, digits, ".", "_" and "-", at most 249.`,
      );
    }
    const id = 1 + Math.max(0, ...[...this.#topics.values()].map((topic) => topic.id));
    const topic = newTopic(name, id, { starts: zeros(partitions), ends: zeros(partitions), isStored: false });
    this.#topics.set(name, topic);
    this.#topicsVersion += 1;
    this.#wake();
    return topic;
  }

  #load(): void {
    for (const { name, id, partitions } of parseTopics(this.keyed(TOPICS_TOPIC))) {
      const ends = Array.from({ length: partitions }, (_, partition) => this.#findEnd(name, id, partition));
      const starts = ends.map((_, partition) => this.#findStart(id, partition));
      this.#topics.set(name, newTopic(name, id, { starts, ends, isStored: true }));
    }
    this.#groups.load(this.keyed(GROUPS_TOPIC), (topic, partition) => this.endOffset(topic, partition));
  }

  #findStart(id: number, partition: number): number {
    const [first] = take(this.#store.read(id, partition, 0), 1);
    return first?.baseOffset ?? 0;
  }

  #findEnd(name: string, id: number, partition: number): number {
    const last = this.#store.floor(id, partition, Number.MAX_SAFE_INTEGER);
    if (!last) return 0;
    try {
      return this.#checked(name, partition, last.baseOffset, last.bytes) + 1;
    } catch (error) {
      this.#log.error('The last batch of a partition is damaged; new records go after it', { error });
      return last.baseOffset + MAX_BATCH_RECORDS;
    }
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #changeWithin(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const cancel = this.#clock.after(ms, done);
      this.#waiting.add(done);
    });
  }
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

function* take<T>(items: Iterable<T>, limit: number): Iterable<T> {
  if (limit <= 0) return;
  let left = limit;
  for (const item of items) {
    yield item;
    left -= 1;
    if (left === 0) return;
  }
}

function putAll(writer: LogWriter, topic: string, entries: readonly OffsetEntry[]): void {
  for (const { key, value } of entries) writer.put(topic, key, value === null ? null : Buffer.from(value));
}
