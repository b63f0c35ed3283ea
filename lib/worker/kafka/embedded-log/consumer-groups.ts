import type { LogWriter } from '../log-store.ts';
import type { PartitionOffset, TopicPartition } from '../ports.ts';
import { fromGroupEntry, toGroupEntry } from './group-entry.ts';

/** Where the offsets of groups are stored. */
export const GROUPS_TOPIC = '__consumer_offsets';

/** An offset to be stored; null forgets the partition. */
export interface GroupOffset extends TopicPartition {
  readonly offset: number | null;
  readonly metadata?: string;
}

/** The committed offsets of consumer groups, as they are stored. */
export class ConsumerGroups {
  readonly #groups = new Map<string, Map<string, PartitionOffset>>();

  /** Reads the stored entries. `endOf`: where a partition ends; no offset is beyond it. */
  load(entries: ReadonlyMap<string, string>, endOf: (topic: string, partition: number) => number): void {
    for (const [key, text] of entries) {
      const [group, topic, partition] = JSON.parse(key) as [string, string, number];
      const offset = fromGroupEntry(text, { topic, partition }, endOf(topic, partition));
      this.#of(group).set(JSON.stringify([topic, partition]), offset);
    }
  }

  committed(group: string): readonly PartitionOffset[] {
    return [...(this.#groups.get(group)?.values() ?? [])];
  }

  /** Writes offsets within a transaction. */
  write(writer: LogWriter, group: string, offsets: readonly GroupOffset[]): void {
    for (const { topic, partition, offset, metadata } of offsets) {
      const key = JSON.stringify([group, topic, partition]);
      writer.put(GROUPS_TOPIC, key, offset === null ? null : Buffer.from(toGroupEntry(offset, metadata)));
    }
  }

  /** Takes up offsets that have been stored. */
  apply(group: string, offsets: readonly GroupOffset[]): void {
    const known = this.#of(group);
    for (const { topic, partition, offset, metadata } of offsets) {
      const key = JSON.stringify([topic, partition]);
      if (offset === null) known.delete(key);
      else known.set(key, { topic, partition, offset, ...(metadata === undefined ? {} : { metadata }) });
    }
  }

  #of(group: string): Map<string, PartitionOffset> {
    const known = this.#groups.get(group) ?? new Map<string, PartitionOffset>();
    this.#groups.set(group, known);
    return known;
  }
}
