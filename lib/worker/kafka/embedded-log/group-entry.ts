import type { PartitionOffset, TopicPartition } from '../ports.ts';

/** The stored text of a group's offset in a partition: the offset, and after a blank what was kept with it. */
export function toGroupEntry(offset: number, metadata: string | undefined): string {
  return metadata === undefined ? String(offset) : `${offset} ${metadata}`;
}

/**
 * Reads a stored offset back, at most the log's end.
 *
 * Shape: without `metadata` when the log has become shorter than the offset, for it then speaks of another place.
 */
export function fromGroupEntry(text: string, at: TopicPartition, endOffset: number): PartitionOffset {
  const blank = text.indexOf(' ');
  const stored = Number(blank === -1 ? text : text.slice(0, blank));
  const offset = Math.min(stored, endOffset);
  const isWhole = blank !== -1 && offset === stored;
  return { ...at, offset, ...(isWhole ? { metadata: text.slice(blank + 1) } : {}) };
}
