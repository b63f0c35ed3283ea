import type { Schema, SchemaAndValue } from './schema.ts';

/** A header of a record in Connect data. */
export interface ConnectHeader extends SchemaAndValue {
  readonly key: string;
}

/** A source partition or offset: JSON object of primitives; members keep the order they were put in. */
export type SourceMap = Readonly<Record<string, unknown>>;

/**
 * A record a source task hands over. Absent parts are null (schema, key) or decided later (partition, timestamp).
 *
 * Shape: `sourcePartition` says where it came from, `sourceOffset` where to go on after it; both end up in the offsets
 * topic in the same transaction as the record. Units: `timestamp` in ms since the epoch.
 */
export interface SourceRecord {
  readonly sourcePartition: SourceMap;
  readonly sourceOffset: SourceMap;
  readonly topic: string;
  readonly partition?: number | null;
  readonly keySchema?: Schema | null;
  readonly key?: unknown;
  readonly valueSchema?: Schema | null;
  readonly value: unknown;
  readonly timestamp?: number | null;
  readonly headers?: readonly ConnectHeader[];
}

/**
 * A record a sink task gets. Units: `timestamp` in ms since the epoch.
 *
 * Shape: the `original…` members are where it came from, whatever transformations made of it; a task that commits offsets
 * itself goes by them. Source: kafka `SinkRecord`; KIP-793.
 */
export interface SinkRecord {
  readonly topic: string;
  readonly kafkaPartition: number;
  readonly kafkaOffset: number;
  readonly timestamp: number;
  readonly keySchema: Schema | null;
  readonly key: unknown;
  readonly valueSchema: Schema | null;
  readonly value: unknown;
  readonly headers: readonly ConnectHeader[];
  readonly originalTopic: string;
  readonly originalKafkaPartition: number;
  readonly originalKafkaOffset: number;
}
