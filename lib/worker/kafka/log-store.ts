/** A stored batch and where it begins. */
export interface StoredBatch {
  readonly baseOffset: number;
  readonly bytes: Uint8Array;
}

/** A keyed entry of a compacted topic. */
export interface KeyedEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

/** The writes of one transaction; usable only inside `transact`. */
export interface LogWriter {
  append(topicId: number, partition: number, batch: StoredBatch): void;
  /** Removes the batches that begin before `offset`. */
  remove(topicId: number, partition: number, offset: number): void;
  /** Sets the current value of a key of a compacted topic; null removes it. */
  put(topic: string, key: string, value: Uint8Array | null): void;
}

/**
 * Durable bytes by position, and current values by key. Knows nothing of Connect; one process owns it.
 *
 * Shape: batches are ordered by base offset within `[topicId, partition]`; `floor` finds the batch that begins at or
 * before an offset. Errors: CorruptEntryException for a keyed value whose checksum is wrong.
 */
export interface LogStore {
  /** Commits all writes of `work` or none; resolves when they are visible to every reader. */
  transact(work: (writer: LogWriter) => void): Promise<void>;
  floor(topicId: number, partition: number, offset: number): StoredBatch | undefined;
  read(topicId: number, partition: number, fromBaseOffset: number): Iterable<StoredBatch>;
  get(topic: string, key: string): Uint8Array | undefined;
  /** Current entries of a compacted topic; damaged ones are handed to `onDamage` and left out. */
  entries(topic: string, onDamage: (key: string, error: Error) => void): Iterable<KeyedEntry>;
  /** Resolves when all commits so far survive a power loss. */
  flushed(): Promise<void>;
  close(): Promise<void>;
}
