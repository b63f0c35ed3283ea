import type { ConfigDef, ConfigValue } from './config-def.ts';
import type { SinkRecord, SourceMap, SourceRecord } from './record.ts';

/** A connector's or task's options, as text. Null-prototype: any key is safe. */
export type Config = Readonly<Record<string, string>>;

/** A partition of a source or sink and where it stands; a null offset means reset. */
export interface OffsetChange {
  readonly partition: SourceMap | null;
  readonly offset: SourceMap | null;
}

/** What a source connector can do with a config. */
export type Support = 'supported' | 'unsupported';

/** What a connector may ask of its worker. */
export interface ConnectorContext {
  /** Asks for `taskConfigs` again, because the work has changed. */
  requestTaskReconfiguration(): void;
  /** Fails the connector from outside its own calls. */
  raiseError(error: Error): void;
}

/** Splits work into tasks and watches over it; moves no data itself. Source: kafka `Connector`. */
export interface Connector {
  config(): ConfigDef;
  initialize?(context: ConnectorContext): void;
  start(config: Config): void | Promise<void>;
  taskConfigs(maxTasks: number): Config[] | Promise<Config[]>;
  stop?(): void | Promise<void>;
  /** Replaces the validation by ConfigDef. */
  validate?(config: Config): ConfigValue[] | Promise<ConfigValue[]>;
  /** Whether its records come exactly once with this config; missing or null: it does not say. KIP-618. */
  exactlyOnceSupport?(config: Config): Support | null | Promise<Support | null>;
  /** Whether its tasks say where their transactions end. Missing: they do not. KIP-618. */
  canDefineTransactionBoundaries?(config: Config): Support | Promise<Support>;
  /** Accepts (true), leaves to the framework (false), or rejects (throws) offsets set from outside. */
  alterOffsets?(config: Config, changes: readonly OffsetChange[]): boolean | Promise<boolean>;
}

/**
 * Where a source task says that a transaction ends: behind a record, or behind the batch that `poll` answers next.
 *
 * All records of a transaction appear in the log at once, with their offsets. Source: kafka `TransactionContext`.
 */
export interface TransactionContext {
  commitTransaction(record?: SourceRecord): void;
  /** Writes none of the transaction's records; they count as read all the same. */
  abortTransaction(record?: SourceRecord): void;
}

/** What a source task may ask of its worker. */
export interface SourceTaskContext {
  /** There with `transaction.boundary=connector`; nothing is written then until the task ends a transaction. */
  readonly transactionContext?: TransactionContext;
  /** The stored offset of each partition, null where there is none. */
  offsets(partitions: readonly SourceMap[]): Promise<(SourceMap | null)[]>;
  /**
   * Reports what cannot be made a record, such as a line that cannot be parsed, to log and metrics as `errors.*` say; returns
   * when it is safe to go on behind it. `where` says where it is. Kafka has none; missing where a worker has none.
   * Errors: ConnectException when `errors.tolerance` is none, which `poll` lets through.
   */
  reportUnreadable?(where: string, error: Error): void;
  /** Aborts when the task shall stop: waits inside `poll` end with it. */
  readonly stopped: AbortSignal;
}

/** Reads from somewhere. `poll` may wait, returns null when there is nothing. Source: kafka `SourceTask`. */
export interface SourceTask {
  start(config: Config, context: SourceTaskContext): void | Promise<void>;
  poll(): SourceRecord[] | null | Promise<SourceRecord[] | null>;
  /** Called after the record, unless a transformation dropped it, and its offset are in the log. */
  commitRecord?(record: SourceRecord): void | Promise<void>;
  /** Called after each round of offset commits. */
  commit?(): void | Promise<void>;
  stop?(): void | Promise<void>;
}

/**
 * A partition of a topic and the offset of the next record.
 *
 * Shape: `metadata` is what a sink task may keep with a committed offset, and is given in `open` when the partition
 * comes again. Source: kafka `OffsetAndMetadata`.
 */
export interface TopicPartitionOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly metadata?: string;
}

/** A partition given to a sink task, with what it kept when it last committed an offset of it. */
export interface OpenedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly metadata?: string;
}

/** Takes up records that a sink task cannot write. Source: kafka `ErrantRecordReporter`; KIP-610. */
export interface ErrantRecordReporter {
  /**
   * Reports one of the records of `put` as failed, to the log and the dead letter queue, as `errors.*` say; resolves when it is
   * safe to go on to the next. Errors: ConnectException when `errors.tolerance` is none, which `put` lets through.
   */
  report(record: SinkRecord, error: Error): Promise<void>;
}

/** What a sink task may ask of its worker. */
export interface SinkTaskContext {
  /** Missing where a worker has none; the task fails then instead. */
  readonly errantRecordReporter?: ErrantRecordReporter;
  /** Units: ms to wait before a batch that failed with RetriableException is put again. */
  timeout(ms: number): void;
  requestCommit(): void;
  readonly stopped: AbortSignal;
}

/** Writes to somewhere. Source: kafka `SinkTask`. */
export interface SinkTask {
  start(config: Config, context: SinkTaskContext): void | Promise<void>;
  open?(partitions: readonly OpenedPartition[]): void | Promise<void>;
  /** May be called with an empty list. RetriableException: the same list comes again. */
  put(records: readonly SinkRecord[]): void | Promise<void>;
  /** Makes what was put durable; offsets are committed only after it. */
  flush?(offsets: readonly TopicPartitionOffset[]): void | Promise<void>;
  /** Says which offsets may be committed; by default flushes and returns the same. */
  preCommit?(
    offsets: readonly TopicPartitionOffset[],
  ): readonly TopicPartitionOffset[] | Promise<readonly TopicPartitionOffset[]>;
  close?(partitions: readonly { topic: string; partition: number }[]): void | Promise<void>;
  stop?(): void | Promise<void>;
}
