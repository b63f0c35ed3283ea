import type { LogFields, LogLevel } from '../../base/logger.ts';
import type { TaskId } from '../../connect/names.ts';
import type { FetchRequest, OffsetEntry, PartitionBatch, PartitionOffset } from '../kafka/ports.ts';
import type { ConsumerOptions } from './consumer-options.ts';
import type { Replacement } from './redaction.ts';
import type { TaskCounts } from './task-metrics.ts';

/** A plugin class and the module a thread has to load for it; none for a built-in one. */
export interface PluginReference {
  readonly className: string;
  readonly moduleUrl: string | undefined;
}

/** A class with its options, prefix taken off. */
export interface ConfiguredReference extends PluginReference {
  readonly config: Readonly<Record<string, string>>;
}

/** A transformation, and the predicate that decides where it applies. */
export interface StageReference {
  readonly transformation: ConfiguredReference;
  readonly predicate: ConfiguredReference | undefined;
  readonly isNegated: boolean;
}

/** All a task thread needs to begin. */
export interface TaskSpec {
  readonly id: TaskId;
  readonly type: 'source' | 'sink';
  readonly connector: PluginReference;
  readonly version: string;
  readonly taskConfig: Readonly<Record<string, string>>;
  readonly connectorConfig: Readonly<Record<string, string>>;
  readonly keyConverter: ConfiguredReference;
  readonly valueConverter: ConfiguredReference;
  readonly headerConverter: ConfiguredReference;
  readonly consumer: ConsumerOptions;
  /** In the order they are applied. */
  readonly stages: readonly StageReference[];
  /** How many tasks share the work of the connector. */
  readonly taskCount: number;
  readonly startPaused: boolean;
  readonly offsetFlushIntervalMs: number;
  /** Of the values in the configs that came from config providers: nothing that leaves the task quotes them. */
  readonly replacements: readonly Replacement[];
}

/** What a thread asks of the main thread: one member per port method. */
export type PortCall =
  | { readonly method: 'partitionsFor'; readonly topic: string; readonly whenNew: number | undefined }
  | {
      readonly method: 'send';
      readonly batches: readonly PartitionBatch[];
      readonly offsets: readonly OffsetEntry[];
    }
  | { readonly method: 'flush' }
  | { readonly method: 'topics' }
  | { readonly method: 'fetch'; readonly request: FetchRequest }
  | { readonly method: 'committed'; readonly group: string }
  | { readonly method: 'commit'; readonly group: string; readonly offsets: readonly PartitionOffset[] }
  | { readonly method: 'readOffsets'; readonly keys: readonly string[] };

/** Answer to `send`: the base offset of each batch, and the memory of all. */
export interface SentBatches {
  readonly bases: number[];
  readonly buffers: readonly ArrayBuffer[];
}

/** Messages from a task thread. */
export type FromThread =
  | { readonly type: 'call'; readonly id: number; readonly call: PortCall }
  | { readonly type: 'state'; readonly event: 'started' | 'paused' }
  | { readonly type: 'failed'; readonly trace: string }
  | { readonly type: 'ended' }
  /** A record of the topic came through whole. */
  | { readonly type: 'topic'; readonly topic: string }
  | { readonly type: 'metrics'; readonly counts: TaskCounts }
  /** Memory of batches that were fetched and are done with. */
  | { readonly type: 'used'; readonly buffers: readonly ArrayBuffer[] }
  | {
      readonly type: 'log';
      readonly level: Exclude<LogLevel, 'off'>;
      readonly message: string;
      readonly fields: LogFields;
    };

/** Messages to a task thread. */
export type ToThread =
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'stop' }
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string; readonly className: string };
