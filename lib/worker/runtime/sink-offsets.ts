import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { SinkTask } from '../api/connector.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import type { ConsumerPort, PartitionOffset, TopicPartition } from '../kafka/ports.ts';
import { partitionKey } from './sink-subscription.ts';
import type { TaskControl } from './task-control.ts';
import type { TaskMetrics } from './task-metrics.ts';
import { unrecoverable } from './unrecoverable.ts';

/** Where a task stands in a partition. */
export interface SinkPosition {
  readonly topic: string;
  readonly partition: number;
  /** Next offset to fetch. */
  next: number;
  /** Next offset after what `put` took. */
  put: number;
  committed: number | undefined;
}

/** What offsets are committed with. */
export interface SinkOffsetsDeps {
  readonly group: string;
  readonly task: SinkTask;
  readonly ports: Pick<ConsumerPort, 'commit'>;
  readonly control: TaskControl;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: TaskMetrics;
}

/**
 * Where a sink task stands in each of its partitions, and what of that is committed.
 *
 * Invariant: an offset is committed only after `put` took the record and `preCommit` agreed. A commit that the log cannot
 * store is made at the next one. Source: kafka 4.x `WorkerSinkTask#commitOffsets`.
 */
export class SinkOffsets {
  readonly #deps: SinkOffsetsDeps;
  readonly #positions = new Map<string, SinkPosition>();
  #rewinds = 0;

  constructor(deps: SinkOffsetsDeps) {
    this.#deps = deps;
  }

  /** How often a flush failed, after which the task stands where it last committed. */
  get rewinds(): number {
    return this.#rewinds;
  }

  at(partition: TopicPartition): SinkPosition | undefined {
    return this.#positions.get(partitionKey(partition));
  }

  add(position: SinkPosition): void {
    this.#positions.set(partitionKey(position), position);
  }

  /** Every partition with one of its offsets. */
  list(which: 'next' | 'put'): PartitionOffset[] {
    return [...this.#positions.values()].map(({ topic, partition, [which]: offset }) => ({
      ...{ topic, partition, offset },
    }));
  }

  /** All that was read was put. */
  markPut(): void {
    for (const position of this.#positions.values()) position.put = position.next;
  }

  /** What was read and not put is read again. */
  backToPut(): void {
    for (const position of this.#positions.values()) position.next = position.put;
  }

  /** Flushes the task and commits. Errors: what the task throws while it stops, and what is no trouble of the log's disk. */
  async commit(): Promise<void> {
    const current = this.list('put');
    if (current.every((offset) => this.at(offset)?.committed === offset.offset)) return;
    const { clock, metrics } = this.#deps;
    const startedAt = clock.monotonic();
    const agreed = await this.#preCommit(current);
    if (!agreed) metrics.add('offset-commit-failure-total');
    const offsets = (agreed ?? []).filter((offset) => this.#mayCommit(offset));
    if (offsets.length === 0) {
      metrics.add('offset-commit-skip-total');
      return;
    }
    try {
      await this.#deps.ports.commit(this.#deps.group, offsets);
    } catch (error) {
      metrics.add('offset-commit-failure-total');
      if (!(error instanceof KafkaStorageException)) throw error;
      return;
    }
    metrics.add('offset-commit-success-total');
    metrics.add('offset-commit-completion-total');
    metrics.time('offset-commit', clock.monotonic() - startedAt);
    for (const offset of offsets) {
      const position = this.at(offset);
      if (position) position.committed = offset.offset;
    }
  }

  async #preCommit(current: readonly PartitionOffset[]): Promise<readonly PartitionOffset[] | undefined> {
    const { task, log, control } = this.#deps;
    try {
      if (task.preCommit) return await task.preCommit(current);
      await task.flush?.(current);
      return current;
    } catch (error) {
      if (control.isStopping) throw unrecoverable(error);
      log.error('Offset commit failed, rewinding to the last committed offsets', { error });
      for (const position of this.#positions.values()) {
        position.next = position.committed ?? 0;
        position.put = position.next;
      }
      this.#rewinds += 1;
      return undefined;
    }
  }

  #mayCommit(offset: PartitionOffset): boolean {
    const position = this.at(offset);
    if (position && offset.offset <= position.put) {
      // Where nothing was read yet there is nothing to commit, unless the task keeps something with it.
      if (offset.offset === 0 && offset.metadata === undefined) position.committed ??= 0;
      return position.committed !== offset.offset;
    }
    this.#deps.log.warn('Ignoring an offset the task was not given', { ...offset });
    return false;
  }
}
