import type { SourceMap } from '../api/record.ts';

/** A record on its way; `ack` when it needs no more work: written, filtered or skipped. */
export interface SubmittedRecord {
  ack(): void;
}

interface Entry {
  acked: boolean;
  readonly offset: SourceMap;
}

interface Queue {
  readonly partition: SourceMap;
  readonly entries: Entry[];
  /** Entries before this index have been taken. */
  head: number;
}

/**
 * Keeps, per source partition, the records on their way, in order, so that an offset is committed only when every record
 * before it is acknowledged.
 *
 * Source: kafka 4.x `SubmittedRecords`; KAFKA-12226.
 */
export class SubmittedRecords {
  readonly #queues = new Map<string, Queue>();
  #last: { partition: SourceMap; key: string } | undefined;

  /** Adds a record after all earlier ones of its partition. */
  submit(partition: SourceMap, offset: SourceMap): SubmittedRecord {
    const key = this.#keyOf(partition);
    const queue: Queue = this.#queues.get(key) ?? { partition, entries: [], head: 0 };
    this.#queues.set(key, queue);
    const entry: Entry = { acked: false, offset };
    queue.entries.push(entry);
    return {
      ack: () => {
        entry.acked = true;
      },
    };
  }

  /** Most tasks hand over the same object again and again. */
  #keyOf(partition: SourceMap): string {
    if (this.#last?.partition !== partition) this.#last = { partition, key: JSON.stringify(partition) };
    return this.#last.key;
  }

  /** How many records wait for their acknowledgement, or stand behind one that does. */
  get pending(): number {
    let count = 0;
    for (const queue of this.#queues.values()) count += queue.entries.length - queue.head;
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
      let newest: SourceMap | undefined;
      for (let next = queue.entries[queue.head]; next?.acked; next = queue.entries[queue.head]) {
        newest = next.offset;
        queue.head += 1;
      }
      if (newest) committable.push({ partition: queue.partition, offset: newest });
      queue.entries.splice(0, queue.head);
      queue.head = 0;
      if (queue.entries.length === 0) this.#queues.delete(key);
    }
    return committable;
  }
}
