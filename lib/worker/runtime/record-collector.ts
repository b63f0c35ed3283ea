import { BufferPool } from '../kafka/buffer-pool.ts';
import type { PartitionBatch } from '../kafka/ports.ts';
import { RecordBatchBuilder, type RecordInput } from '../kafka/record-batch-builder.ts';

interface Entry {
  readonly topic: string;
  readonly partition: number;
  readonly builder: RecordBatchBuilder;
}

/** Collects records into batches, for one transaction: of each partition as many as its records need. */
export class RecordCollector {
  readonly #entries = new Map<string, Entry>();
  /** Batches that were full. */
  #full: PartitionBatch[] = [];
  readonly #pool: BufferPool;
  /** Records of one partition often come one after the other. */
  #last: Entry | undefined;

  /** `pool`: where memory for batches comes from. */
  constructor(pool?: BufferPool) {
    this.#pool = pool ?? new BufferPool(0);
  }

  /** How many batches there are at least. */
  get fullBatches(): number {
    return this.#full.length;
  }

  add(topic: string, partition: number, record: RecordInput): void {
    const entry = this.#entryOf(topic, partition);
    if (entry.builder.append(record)) return;
    this.#full.push({ topic, partition, bytes: entry.builder.build() });
    entry.builder.append(record);
  }

  /** Puts finished batches behind all others; the two ways of adding are not for the same partition. */
  addBatches(batches: readonly PartitionBatch[]): void {
    this.#full.push(...batches);
  }

  /** Takes out the finished batches, those of a partition in their order. */
  take(): PartitionBatch[] {
    const batches = this.#full;
    this.#full = [];
    for (const { topic, partition, builder } of this.#entries.values()) {
      if (builder.count > 0) batches.push({ topic, partition, bytes: builder.build() });
    }
    return batches;
  }

  #entryOf(topic: string, partition: number): Entry {
    const last = this.#last;
    if (last !== undefined && last.partition === partition && last.topic === topic) return last;
    const key = `${partition}/${topic}`;
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = { topic, partition, builder: new RecordBatchBuilder(this.#pool) };
      this.#entries.set(key, entry);
    }
    this.#last = entry;
    return entry;
  }
}
