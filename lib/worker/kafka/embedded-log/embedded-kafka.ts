import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { Logger } from '../../../base/logger.ts';
import { ConnectException } from '../../api/exceptions.ts';
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
import { CorruptBatchException, checkBatch, MAX_BATCH_RECORDS, stampBaseOffset } from '../record-batch.ts';
import { fromGroupEntry, toGroupEntry } from './group-entry.ts';
import type { GuardedLogStore } from './guarded-log-store.ts';
import type { RetainedLog, RetainedPartition } from './log-retention.ts';

const TOPICS = '__topics';
const GROUPS = '__consumer_offsets';
const CLUSTER = '__cluster';
/** The compacted topic of source offsets; the producer writes it in the same transaction as the records. */
const OFFSETS_TOPIC = 'connect-offsets';

interface Topic extends TopicInfo {
  readonly id: number;
  /** Per partition: the offset the next record gets. */
  readonly ends: number[];
  /** Per partition: the offset before which records are removed. */
  readonly starts: number[];
  /** Per partition: `ends` when the log was opened, and the bytes appended since. */
  readonly openedEnds: readonly number[];
  readonly appendedBytes: number[];
  /** Whether the topic itself is stored; it is with the first transaction that needs it. */
  isStored: boolean;
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
  readonly #groups = new Map<string, Map<string, PartitionOffset>>();
  readonly #offsetListeners = new Set<KeyedListener>();
  readonly #waiting = new Set<() => void>();
  #topicsVersion = 1;
  #closed = false;

  private constructor(deps: EmbeddedKafkaDeps, clusterId: string) {
    this.#store = deps.store;
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.clusterId = clusterId;
    this.#load();
  }

  /** Opens what is stored; gives a new store its cluster id. */
  static async open(deps: EmbeddedKafkaDeps): Promise<EmbeddedKafka> {
    const known = deps.store.get(CLUSTER, 'id');
    const id = known ? Buffer.from(known).toString() : randomBytes(16).toString('base64url');
    if (!known) await deps.store.transact((writer) => writer.put(CLUSTER, 'id', Buffer.from(id)));
    return new EmbeddedKafka(deps, id);
  }

  async partitionsFor(topic: string): Promise<number> {
    const known = this.#ensureTopic(topic);
    if (!known.isStored) {
      await this.#store.transact((writer) => putTopic(writer, known));
      known.isStored = true;
    }
    return known.partitions;
  }

  async send(batches: readonly PartitionBatch[], offsets: readonly OffsetEntry[]): Promise<number[]> {
    const checked: { topic: Topic; partition: number; bytes: Uint8Array; count: number }[] = [];
    let sizeBytes = 0;
    for (const batch of batches) {
      const topic = this.#ensureTopic(batch.topic);
      if (!(batch.partition in topic.ends))
        throw new Error(`Topic ${batch.topic} has no partition ${batch.partition}`);
      const { count } = checkBatch(batch.bytes);
      checked.push({ topic, partition: batch.partition, bytes: batch.bytes, count });
      sizeBytes += batch.bytes.length;
    }
    const admitted = this.#store.admit(sizeBytes);
    const bases = checked.map((entry) => {
      const base = entry.topic.ends[entry.partition] ?? 0;
      stampBaseOffset(entry.bytes, base);
      entry.topic.ends[entry.partition] = base + entry.count;
      return base;
    });
    await this.#store.transact((writer) => {
      checked.forEach(({ topic, partition, bytes }, index) => {
        if (!topic.isStored) putTopic(writer, topic);
        writer.append(topic.id, partition, { baseOffset: bases[index] ?? 0, bytes });
      });
      putAll(writer, OFFSETS_TOPIC, offsets);
    }, admitted);
    for (const { topic, partition, bytes } of checked) {
      topic.isStored = true;
      topic.appendedBytes[partition] = (topic.appendedBytes[partition] ?? 0) + bytes.length;
    }
    for (const offset of offsets)
      for (const listener of this.#offsetListeners) listener(offset.key, offset.value);
    if (batches.length > 0) this.#wake();
    return bases;
  }

  flush(): Promise<void> {
    return this.#store.flushed();
  }

  async topics(): Promise<{ topics: readonly TopicInfo[]; version: number }> {
    const byAge = [...this.#topics.values()].sort((a, b) => a.id - b.id);
    const topics = byAge.map(({ name, partitions }) => ({ name, partitions }));
    return { topics, version: this.#topicsVersion };
  }

  async fetch(request: FetchRequest): Promise<FetchResult> {
    const deadline = this.#clock.monotonic() + request.waitMs;
    for (;;) {
      const batches = this.#read(request);
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
    return [...(this.#groups.get(group)?.values() ?? [])];
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
  async alterGroup(
    group: string,
    offsets: readonly { topic: string; partition: number; offset: number | null; metadata?: string }[],
  ): Promise<void> {
    await this.#store.transact((writer) => {
      for (const { topic, partition, offset, metadata } of offsets) {
        const key = JSON.stringify([group, topic, partition]);
        writer.put(GROUPS, key, offset === null ? null : Buffer.from(toGroupEntry(offset, metadata)));
      }
    });
    const known = this.#groups.get(group) ?? new Map<string, PartitionOffset>();
    this.#groups.set(group, known);
    for (const { topic, partition, offset, metadata } of offsets) {
      const key = JSON.stringify([topic, partition]);
      if (offset === null) known.delete(key);
      else known.set(key, { topic, partition, offset, ...(metadata === undefined ? {} : { metadata }) });
    }
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

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#store.close();
  }

  #read(request: FetchRequest): FetchedBatch[] {
    const found: FetchedBatch[] = [];
    let bytesLeft = request.maxBytes;
    for (const { topic, partition, offset } of request.positions) {
      const known = this.#topics.get(topic);
      if (!known || offset >= (known.ends[partition] ?? 0)) continue;
      const first = this.#store.floor(known.id, partition, offset)?.baseOffset ?? offset;
      for (const { baseOffset, bytes } of this.#store.read(known.id, partition, first)) {
        if (this.#checked(topic, partition, baseOffset, bytes) < offset) continue;
        if (found.length > 0 && bytesLeft < bytes.length) return found;
        bytesLeft -= bytes.length;
        const start = known.starts[partition] ?? 0;
        const removed = offset < start && baseOffset >= start ? { logStartOffset: start } : undefined;
        found.push({ topic, partition, bytes: new Uint8Array(bytes), ...removed });
      }
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
  #ensureTopic(name: string): Topic {
    const known = this.#topics.get(name);
    if (known) return known;
    if (!/^[a-zA-Z0-9._-]{1,249}$/.test(name) || name === '.' || name === '..') {
      throw new ConnectException(
        `Topic name "${name}" is invalid: use letters, digits, ".", "_" and "-", at most 249.`,
      );
    }
    const id = 1 + Math.max(0, ...[...this.#topics.values()].map((topic) => topic.id));
    const topic = newTopic(name, id, { starts: [0], ends: [0], isStored: false });
    this.#topics.set(name, topic);
    this.#topicsVersion += 1;
    this.#wake();
    return topic;
  }

  #load(): void {
    for (const [name, text] of this.keyed(TOPICS)) {
      const { id, partitions } = JSON.parse(text) as { id: number; partitions: number };
      const ends = Array.from({ length: partitions }, (_, partition) => this.#findEnd(name, id, partition));
      const starts = ends.map((_, partition) => this.#findStart(id, partition));
      this.#topics.set(name, newTopic(name, id, { starts, ends, isStored: true }));
    }
    for (const [key, text] of this.keyed(GROUPS)) {
      const [group, topic, partition] = JSON.parse(key) as [string, string, number];
      const offset = fromGroupEntry(text, { topic, partition }, this.endOffset(topic, partition));
      const known = this.#groups.get(group) ?? new Map<string, PartitionOffset>();
      this.#groups.set(group, known.set(JSON.stringify([topic, partition]), offset));
    }
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

function newTopic(
  name: string,
  id: number,
  { starts, ends, isStored }: { starts: number[]; ends: number[]; isStored: boolean },
): Topic {
  const appendedBytes = ends.map(() => 0);
  return { name, id, partitions: ends.length, starts, ends, openedEnds: [...ends], appendedBytes, isStored };
}

function putTopic(writer: LogWriter, { name, id, partitions }: Topic): void {
  writer.put(TOPICS, name, Buffer.from(JSON.stringify({ id, partitions })));
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
