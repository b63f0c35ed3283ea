import type { PartitionBatch } from '../kafka/ports.ts';
import { RecordBatchBuilder, type RecordInput } from '../kafka/record-batch.ts';

/** Collects records into one batch per partition, for one transaction. */
export class RecordCollector {
  readonly #builders = new Map<string, { topic: string; partition: number; builder: RecordBatchBuilder }>();

  /** Adds a record; false when its partition's batch is full and everything has to be taken first. */
  add(topic: string, partition: number, record: RecordInput): boolean {
    const key = `${partition}/${topic}`;
    let entry = this.#builders.get(key);
    if (!entry) {
      entry = { topic, partition, builder: new RecordBatchBuilder() };
      this.#builders.set(key, entry);
    }
    return entry.builder.append(record);
  }

  /** Takes out the finished batches. */
  take(): PartitionBatch[] {
    const batches: PartitionBatch[] = [];
    for (const { topic, partition, builder } of this.#builders.values()) {
      if (builder.count > 0) batches.push({ topic, partition, bytes: builder.build() });
    }
    return batches;
  }
}
