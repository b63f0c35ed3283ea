import type { LogWriter } from '../log-store.ts';
import type { TopicInfo } from '../ports.ts';

/** Where the topics are stored. */
export const TOPICS_TOPIC = '__topics';

/** A topic of the embedded log. */
export interface Topic extends TopicInfo {
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

/** A topic as it is when the log is opened or the topic is made. */
export function newTopic(
  name: string,
  id: number,
  { starts, ends, isStored }: { starts: number[]; ends: number[]; isStored: boolean },
): Topic {
  const appendedBytes = ends.map(() => 0);
  return { name, id, partitions: ends.length, starts, ends, openedEnds: [...ends], appendedBytes, isStored };
}

/** Stores that there is such a topic. */
export function putTopic(writer: LogWriter, { name, id, partitions }: Topic): void {
  writer.put(TOPICS_TOPIC, name, Buffer.from(JSON.stringify({ id, partitions })));
}

/** Reads the stored topics from the entries of their topic. */
export function parseTopics(
  entries: ReadonlyMap<string, string>,
): { name: string; id: number; partitions: number }[] {
  return [...entries].map(([name, text]) => ({
    name,
    ...(JSON.parse(text) as { id: number; partitions: number }),
  }));
}
