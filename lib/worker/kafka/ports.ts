/**
 * What the runtime needs of Kafka, in bytes: the embedded log stands behind these ports today, a Kafka client can
 * tomorrow. Task threads hold a message-passing implementation, so terminating one never holds a lock.
 */

import type { BufferPool } from './buffer-pool.ts';

/** A topic with its number of partitions, and per partition the offset the next record gets. */
export interface TopicInfo {
  readonly name: string;
  readonly partitions: number;
  readonly ends: readonly number[];
}

/** Which partition of which topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A position in a partition. Units: `offset` is the next record to read. `metadata`: text kept with a committed one. */
export interface PartitionOffset extends TopicPartition {
  readonly offset: number;
  readonly metadata?: string;
}

/** One RecordBatch v2 for, or from, a partition. */
export interface PartitionBatch extends TopicPartition {
  readonly bytes: Uint8Array;
}

/** A source offset as it stands in the offsets topic: both are JSON text; a null value is a tombstone. */
export interface OffsetEntry {
  readonly key: string;
  readonly value: string | null;
}

/** Appends batches and source offsets. Errors: KafkaStorageException, after which nothing of the call is written. */
export interface ProducerPort {
  /** Number of partitions of a topic; creates the topic when there is none, with as many as asked for, else one. */
  partitionsFor(topic: string, whenNew?: number): Promise<number>;
  /** Appends all batches and offsets in one transaction; answers the base offset of each batch. */
  send(batches: readonly PartitionBatch[], offsets: readonly OffsetEntry[]): Promise<number[]>;
  /** Resolves when everything sent so far survives a power loss. */
  flush(): Promise<void>;
}

/** A batch that was read. Shape: `logStartOffset` only where what was asked for has been removed by retention. */
export interface FetchedBatch extends PartitionBatch {
  readonly logStartOffset?: number;
}

/** What a fetch answers; `topicsVersion` moves whenever a topic appears. */
export interface FetchResult {
  readonly batches: readonly FetchedBatch[];
  readonly topicsVersion: number;
}

/** What a fetch asks for. Units: `maxBytes` bounds the answer after its first batch; `waitMs` is the longest wait for data. */
export interface FetchRequest {
  readonly positions: readonly PartitionOffset[];
  readonly maxBytes: number;
  readonly waitMs: number;
  readonly topicsVersion: number;
}

/** Reads batches and keeps a group's offsets. */
export interface ConsumerPort {
  /** Every topic, in the order they were made; `version` moves with each new one. */
  topics(): Promise<{ topics: readonly TopicInfo[]; version: number }>;
  /** `pool`: where memory for the batches comes from, when they are given back to it later. */
  fetch(request: FetchRequest, pool?: BufferPool): Promise<FetchResult>;
  committed(group: string): Promise<readonly PartitionOffset[]>;
  /** Never commits past what is durable in the log. */
  commit(group: string, offsets: readonly PartitionOffset[]): Promise<void>;
}

/** Reads source offsets by their keys; absent ones are null. */
export interface OffsetReaderPort {
  read(keys: readonly string[]): Promise<(string | null)[]>;
}

/** Compacted topics as their current values, text to text. */
export interface CompactedTopicPort {
  keyed(topic: string): Map<string, string>;
  /** Writes all entries in one transaction; a null value removes its key. */
  putKeyed(topic: string, entries: readonly OffsetEntry[]): Promise<void>;
}
