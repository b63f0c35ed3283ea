import type { ConfigDef } from './config-def.ts';
import type { Config } from './connector.ts';
import type { ConnectHeader } from './record.ts';
import type { Schema } from './schema.ts';

/**
 * What a source's and a sink's record have in common, and all a transformation sees of them.
 *
 * Shape: `kafkaPartition` and `timestamp` are null while a source leaves them open; only a sink's record has a
 * `kafkaOffset`. Units: `timestamp` in ms since the epoch. Source: kafka `ConnectRecord`.
 */
export interface ConnectRecord {
  readonly topic: string;
  readonly kafkaPartition: number | null;
  readonly keySchema: Schema | null;
  readonly key: unknown;
  readonly valueSchema: Schema | null;
  readonly value: unknown;
  readonly timestamp: number | null;
  readonly headers: readonly ConnectHeader[];
  readonly kafkaOffset?: number;
}

/**
 * Changes one record at a time. Synchronous: it runs for every record.
 *
 * Shape: `apply` returns the record itself, a changed copy, or null to drop it; it never changes the one it was given.
 * Source: kafka `Transformation`.
 */
export interface Transformation {
  config(): ConfigDef;
  configure(config: Config): void;
  apply(record: ConnectRecord): ConnectRecord | null;
  close?(): void;
}

/** Decides whether a transformation applies to a record. Source: kafka `Predicate`; KIP-585. */
export interface Predicate {
  config(): ConfigDef;
  configure(config: Config): void;
  test(record: ConnectRecord): boolean;
  close?(): void;
}
