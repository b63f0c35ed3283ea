import type { SourceMap } from '../api/record.ts';
import {
  formatOffsetKey,
  formatOffsetValue,
  parseOffsetKey,
  parseOffsetValue,
} from '../kafka/offset-entry.ts';
import type { CompactedTopicPort, OffsetEntry, OffsetReaderPort } from '../kafka/ports.ts';

const OFFSETS_TOPIC = 'connect-offsets';

/** A compacted topic that also tells of what task threads write to it. */
export interface OffsetTopicPort extends CompactedTopicPort {
  onOffset(listener: (key: string, value: string | null) => void): void;
}

/** A source partition and its stored offset. */
export interface StoredOffset {
  readonly partition: SourceMap | null;
  readonly offset: SourceMap;
}

/**
 * Reads source offsets from memory and writes those set from outside; tasks write theirs with their records.
 *
 * Shape: as in the offsets topic, key `["X",{partition}]`, value the offset. Source: kafka 4.x `KafkaOffsetBackingStore`.
 */
export class OffsetBackingStore implements OffsetReaderPort {
  readonly #topic: OffsetTopicPort;
  readonly #offsets: Map<string, string>;

  constructor(topic: OffsetTopicPort) {
    this.#topic = topic;
    this.#offsets = topic.keyed(OFFSETS_TOPIC);
    topic.onOffset((key, value) => {
      if (value === null) this.#offsets.delete(key);
      else this.#offsets.set(key, value);
    });
  }

  async read(keys: readonly string[]): Promise<(string | null)[]> {
    return keys.map((key) => this.#offsets.get(key) ?? null);
  }

  /** Every source partition of a connector that has an offset. */
  offsetsOf(connector: string): StoredOffset[] {
    const found: StoredOffset[] = [];
    for (const [key, value] of this.#offsets) {
      const parsed = parseOffsetKey(key);
      if (parsed?.connector === connector)
        found.push({ partition: parsed.partition, offset: parseOffsetValue(value) });
    }
    return found;
  }

  /** Sets offsets; null resets a partition. Errors: ConnectException for values that are not primitive. */
  async alter(
    connector: string,
    changes: readonly { partition: SourceMap | null; offset: SourceMap | null }[],
  ): Promise<void> {
    const entries = changes.map(({ partition, offset }): OffsetEntry => {
      const value = offset === null ? null : formatOffsetValue(offset);
      return { key: formatOffsetKey(connector, partition), value };
    });
    await this.#topic.putKeyed(OFFSETS_TOPIC, entries);
  }
}
