import type { SourceMap } from '../api/record.ts';

/** A record on its way; `ack` when it needs no more work: written, filtered or skipped. */
export class SubmittedRecord {
  readonly offset: SourceMap;
  isAcked: boolean;

  constructor(offset: SourceMap, isAcked: boolean) {
    this.offset = offset;
    this.isAcked = isAcked;
  }

  ack(): void {
    this.isAcked = true;
  }
}

interface Queue {
  readonly partition: SourceMap;
  readonly entries: SubmittedRecord[];
  /** The offset before `entries`, when it was not taken yet. */
  newest: SourceMap | undefined;
}

/**
 * Keeps, per source partition, the records on their way, in order, so that an offset is committed only when every record
 * before it is acknowledged.
 *
 * Source: kafka 4.x `SubmittedRecords`; KAFKA-12226.
 */
export class SubmittedRecords {
  readonly #queues = new Map<string, Queue>();
  #last: { partition: SourceMap; queue: Queue } | undefined;

  /** Adds a record after all earlier ones of its partition. */
  submit(partition: SourceMap, offset: SourceMap): SubmittedRecord {
    const record = new SubmittedRecord(offset, false);
    this.#queueOf(partition).entries.push(record);
    return record;
  }

  /** Adds a record that needs no more work. */
  submitDone(partition: SourceMap, offset: SourceMap): void {
    const queue = this.#queueOf(partition);
    if (queue.entries.length === 0) queue.newest = offset;
    else queue.entries.push(new SubmittedRecord(offset, true));
  }

  /** Most tasks hand over the same object again and again. */
  #queueOf(partition: SourceMap): Queue {
    if (this.#last?.partition === partition) return this.#last.queue;
    const key = JSON.stringify(partition);
    const queue: Queue = this.#queues.get(key) ?? { partition, entries: [], newest: undefined };
    this.#queues.set(key, queue);
    this.#last = { partition, queue };
    return queue;
  }

  /** How many records wait for their acknowledgement, or stand behind one that does. */
  get pending(): number {
    let count = 0;
    for (const { entries } of this.#queues.values()) count += entries.length;
    return count;
  }

  /**
   * Takes out the newest offset of each partition before which every record is acknowledged.
   *
   * Shape: empty when nothing new can be committed; each offset is returned once.
   */
  takeCommittable(): { partition: SourceMap; offset: SourceMap }[] {
    const committable: { partition: SourceMap; offset: SourceMap }[] = [];
    for (const [key, queue] of this.#queues) {
      const waiting = queue.entries.findIndex(({ isAcked }) => !isAcked);
      const done = queue.entries.splice(0, waiting < 0 ? queue.entries.length : waiting);
      const newest = done.at(-1)?.offset ?? queue.newest;
      queue.newest = undefined;
      if (newest) committable.push({ partition: queue.partition, offset: newest });
      if (queue.entries.length === 0) this.#queues.delete(key);
    }
    this.#last = undefined;
    return committable;
  }
}
