import { ConnectException } from '../api/exceptions.ts';

/**
 * The log cannot be written: no room, a quota, an error of the disk. Nothing of the transaction is kept.
 *
 * Whoever gets it keeps what it wanted to write and tries again. Source: kafka `KafkaStorageException`.
 */
export class KafkaStorageException extends ConnectException {
  override readonly name: string = 'KafkaStorageException';
  override readonly className: string = 'org.apache.kafka.common.errors.KafkaStorageException';
}

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
 * before an offset. Errors: CorruptBatchException for a keyed value whose checksum is wrong; whatever the disk says when
 * a transaction or a flush fails.
 */
export interface LogStore {
  /** Commits all writes of `work` or none; resolves when they are visible to every reader. */
  transact(work: (writer: LogWriter) => void): Promise<void>;
  floor(topicId: number, partition: number, offset: number): StoredBatch | undefined;
  read(topicId: number, partition: number, fromBaseOffset: number): Iterable<StoredBatch>;
  /**
   * Visits batches in their order until `visit` answers false. Their bytes are the store's own: they are good for the time
   * of the visit only.
   */
  scan(
    topicId: number,
    partition: number,
    fromBaseOffset: number,
    visit: (batch: StoredBatch) => boolean,
  ): void;
  get(topic: string, key: string): Uint8Array | undefined;
  /** Current entries of a compacted topic; damaged ones are handed to `onDamage` and left out. */
  entries(topic: string, onDamage: (key: string, error: Error) => void): Iterable<KeyedEntry>;
  /** Resolves when all commits so far survive a power loss; rejects when a write fails meanwhile. */
  flushed(): Promise<void>;
  /** Bytes that new writes can take without making the store's file larger. */
  reusableBytes(): number;
  close(): Promise<void>;
}
