import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { SourceTask, SourceTaskContext } from '../api/connector.ts';
import { RetriableException } from '../api/exceptions.ts';
import type { SourceMap, SourceRecord } from '../api/record.ts';
import type { BufferPool } from '../kafka/buffer-pool.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import { formatOffsetKey, formatOffsetValue, parseOffsetValue } from '../kafka/offset-entry.ts';
import type { OffsetReaderPort, ProducerPort } from '../kafka/ports.ts';
import { ConnectorTransactions } from './connector-transactions.ts';
import { choosePartition } from './partitioner.ts';
import { LoopTurns } from './loop-turns.ts';
import { RecordCollector } from './record-collector.ts';
import type { RecordConversion } from './record-conversion.ts';
import { UNFINISHED } from './record-retries.ts';
import { SubmittedRecords } from './submitted-records.ts';
import type { TaskControl } from './task-control.ts';
import type { TaskMetrics } from './task-metrics.ts';
import type { TaskSpec } from './thread-protocol.ts';
import { type NewPartitions, readTopicCreation } from './topic-creation.ts';

/** What a source task's runner works with. */
export interface SourceTaskDeps {
  readonly spec: TaskSpec;
  readonly task: SourceTask;
  readonly conversion: RecordConversion;
  readonly ports: ProducerPort & OffsetReaderPort;
  readonly control: TaskControl;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: TaskMetrics;
  /** Memory for batches. */
  readonly pool: BufferPool;
  readonly onEvent: (event: 'started' | 'paused') => void;
}

const PAUSE_WAIT_MS = 1_000;
const FAILED_WAIT_MS = 5_000;
/** So many batches may wait while others are on their way; at 512 KiB at most each. */
const MAX_WAITING_BATCHES = 8;

/**
 * Runs a source task: poll, convert, append. A batch and the source offsets up to its end go into one transaction, so
 * after a crash the offsets and the records agree.
 *
 * Invariant: offsets leave only with, or after, every record before them (SubmittedRecords). One `send` is on its way
 * at a time; polls go on beside it, and what they bring is the next one. While the log takes no writes that send lasts, and the task still hears of
 * pause and stop. Source: kafka 4.x `AbstractWorkerSourceTask`, `WorkerSourceTask`.
 */
export class WorkerSourceTask {
  readonly #deps: SourceTaskDeps;
  readonly #submitted = new SubmittedRecords();
  readonly #collector: RecordCollector;
  readonly #transactions: ConnectorTransactions | undefined;
  readonly #partitions = new Map<string, number>();
  #lastTopic: { topic: string; count: number | undefined } = { topic: '', count: undefined };
  #inCollector: SourceRecord[] = [];
  #collected = 0;
  #polls = 0;
  #newPartitions: NewPartitions | undefined;
  #sending: Promise<void> | undefined;
  #sendError: { error: unknown } | undefined;

  constructor(deps: SourceTaskDeps) {
    this.#deps = deps;
    this.#collector = new RecordCollector(deps.pool);
    const boundary = deps.spec.connectorConfig['transaction.boundary']?.trim().toLowerCase();
    this.#transactions = boundary === 'connector' ? new ConnectorTransactions() : undefined;
  }

  /** Runs until asked to stop. Errors: whatever fails the task; `task.stop` has been called in any case. */
  async run(): Promise<void> {
    const { task, control, spec } = this.#deps;
    try {
      if (control.isPaused) await this.#waitPaused();
      if (control.isStopping) return;
      await task.start(spec.taskConfig, this.#context());
      this.#deps.onEvent('started');
      const commits = this.#commitPeriodically();
      await Promise.race([this.#loop(), commits]).catch((error: unknown) => this.#failAfterSending(error));
      await this.#commitOffsets();
    } catch (error) {
      if (!control.isStopping || !(error instanceof KafkaStorageException)) throw error;
      this.#deps.log.warn('The last records were not written; they are read again at the next start', {
        reason: error.message,
      });
    } finally {
      await this.#stopTask();
    }
  }

  #context(): SourceTaskContext {
    const { conversion, control } = this.#deps;
    return {
      ...(this.#transactions ? { transactionContext: this.#transactions } : {}),
      offsets: (partitions) => this.#readOffsets(partitions),
      reportUnreadable: (where, error) => conversion.reportUnreadable(where, error),
      stopped: control.stopped,
    };
  }

  /** What the task handed over before it failed is written with its offsets, so that it need not come again. */
  async #failAfterSending(error: unknown): Promise<never> {
    const sent = this.#sent().catch(() => undefined);
    await Promise.race([sent, this.#deps.clock.sleep(FAILED_WAIT_MS)]);
    throw error;
  }

  /** What `stop` throws is logged only: it must not hide why the task ends. */
  async #stopTask(): Promise<void> {
    try {
      await this.#deps.task.stop?.();
    } catch (error) {
      this.#deps.log.warn('The task failed in stop', { error });
    }
  }

  async #loop(): Promise<void> {
    const { control, task, clock, log, metrics } = this.#deps;
    const turns = new LoopTurns(clock);
    while (!control.isStopping) {
      if (turns.isDue) await turns.take();
      if (control.isPaused) await this.#pauseUntilResumed();
      let records: SourceRecord[] | null;
      try {
        const startedAt = clock.monotonic();
        records = await task.poll();
        if (records && records.length > 0) metrics.time('poll-batch', clock.monotonic() - startedAt);
      } catch (error) {
        if (!(error instanceof RetriableException)) throw error;
        log.warn('Polling failed and is tried again', { error });
        records = null;
      }
      this.#throwSendError();
      // A task that answers null at once must not keep the thread from its messages.
      if (records === null || records.length === 0) await clock.sleep(0);
      else if (this.#transactions) await this.#sendTransactions(this.#transactions, records);
      else await this.#sendAll(records);
    }
  }

  async #sendAll(records: readonly SourceRecord[]): Promise<void> {
    this.#deps.metrics.add('source-record-poll-total', records.length);
    await this.#collect(records, this.#collector, (record, isOutgoing) => this.#submit(record, isOutgoing));
    await this.#send();
  }

  /** Sends each transaction that ends among these records whole, or not at all when the task ends meanwhile. */
  async #sendTransactions(
    transactions: ConnectorTransactions,
    polled: readonly SourceRecord[],
  ): Promise<void> {
    this.#deps.metrics.add('source-record-poll-total', polled.length);
    for (const { records, isAborted } of transactions.take(polled)) {
      const collector = new RecordCollector(this.#deps.pool);
      const outgoing = new Set<SourceRecord>();
      const note = (record: SourceRecord, isOutgoing: boolean) => isOutgoing && outgoing.add(record);
      if (!isAborted && !(await this.#collect(records, collector, note))) return;
      // From here on without a wait, so that no send takes a part of it.
      this.#collector.addBatches(collector.take());
      for (const record of records) this.#submit(record, outgoing.has(record));
      await this.#send();
    }
  }

  #submit(record: SourceRecord, isOutgoing: boolean): void {
    if (isOutgoing) this.#collected += 1;
    if (this.#deps.task.commitRecord) this.#inCollector.push(record);
    this.#submitted.submitDone(record.sourcePartition, record.sourceOffset);
  }

  /**
   * Converts records into a collector and tells of each that is done with, also when it was dropped or skipped. Answers
   * whether it came to the last.
   */
  async #collect(
    records: readonly SourceRecord[],
    collector: RecordCollector,
    onDone: (record: SourceRecord, isOutgoing: boolean) => void,
  ): Promise<boolean> {
    const { clock, conversion } = this.#deps;
    // Records without a key take turns by poll, so that batches stay large.
    this.#polls += 1;
    const now = clock.now();
    for (const record of records) {
      const converted = conversion.toLog(record, now);
      // A promise costs more than all the rest of a record, so there is one only where something is waited for.
      const outgoing = converted instanceof Promise ? await this.#heedingPause(converted) : converted;
      if (outgoing === UNFINISHED) return false;
      if (outgoing) {
        const count = this.#partitionsOf(outgoing.topic) ?? (await this.#countPartitions(outgoing.topic));
        const partition = choosePartition(outgoing.partition, outgoing.key, count, this.#polls);
        collector.add(outgoing.topic, partition, outgoing);
      }
      onDone(record, outgoing !== undefined);
    }
    return true;
  }

  #partitionsOf(topic: string): number | undefined {
    if (this.#lastTopic.topic !== topic) this.#lastTopic = { topic, count: this.#partitions.get(topic) };
    return this.#lastTopic.count;
  }

  /** Sends what was collected as soon as the send before it is through; waits for that only when much is waiting. */
  async #send(): Promise<void> {
    if (this.#sending && this.#collector.fullBatches >= MAX_WAITING_BATCHES) {
      await this.#heedingPause(this.#sending);
      this.#throwSendError();
    }
    if (!this.#sending) this.#startSend();
  }

  /** One transaction: what was collected, and the offsets up to there. The next one follows when there is more by then. */
  #startSend(): void {
    const offsets = this.#takeOffsets();
    const batches = this.#collector.take();
    const [records, count] = [this.#inCollector, this.#collected];
    this.#inCollector = [];
    this.#collected = 0;
    if (batches.length === 0 && offsets.length === 0) return;
    this.#sending = this.#deps.ports
      .send(batches, offsets)
      .then(() => {
        this.#deps.metrics.add('source-record-write-total', count);
        return this.#commitRecords(records);
      })
      .then(
        () => {
          this.#sending = undefined;
          this.#startSend();
        },
        (error: unknown) => {
          this.#sending = undefined;
          this.#sendError = { error };
        },
      );
  }

  /** Waits until everything collected so far was sent, which is at most the send on its way and the one after it. */
  async #sent(): Promise<void> {
    for (let sends = 0; this.#sending && sends < 2; sends += 1) await this.#sending;
    this.#throwSendError();
  }

  #takeOffsets() {
    const { connector } = this.#deps.spec.id;
    return this.#submitted.takeCommittable().map(({ partition, offset }) => ({
      key: formatOffsetKey(connector, partition),
      value: formatOffsetValue(offset),
    }));
  }

  async #commitRecords(records: readonly SourceRecord[]): Promise<void> {
    const { task } = this.#deps;
    if (!task.commitRecord) return;
    for (const record of records) await task.commitRecord(record);
  }

  async #commitPeriodically(): Promise<void> {
    const { clock, control, spec } = this.#deps;
    while (!control.isStopping) {
      await clock.sleep(spec.offsetFlushIntervalMs, control.stopped).catch(() => undefined);
      if (!control.isStopping) await this.#commitOffsets().catch(rethrowUnlessStorage);
    }
    // The loop decides when the task is over; this one only waits beside it.
    await new Promise<never>(() => undefined);
  }

  /** The durability point: everything sent is on disk before the task hears of a commit. */
  async #commitOffsets(): Promise<void> {
    const { clock, metrics } = this.#deps;
    const startedAt = clock.monotonic();
    try {
      await this.#sent();
      await this.#deps.ports.flush();
    } catch (error) {
      metrics.add('offset-commit-failure-total');
      throw error;
    }
    metrics.add('offset-commit-success-total');
    metrics.time('offset-commit', clock.monotonic() - startedAt);
    try {
      await this.#deps.task.commit?.();
    } catch (error) {
      this.#deps.log.error('The task failed in commit; its offsets are committed all the same', { error });
    }
  }

  async #pauseUntilResumed(): Promise<void> {
    // What was sent shall be there when the task says that it is paused, unless the log takes nothing.
    const sent = this.#sent().catch(() => undefined);
    if (this.#sending) await Promise.race([sent, this.#deps.clock.sleep(PAUSE_WAIT_MS)]);
    await this.#waitPaused();
    if (!this.#deps.control.isStopping) this.#deps.onEvent('started');
  }

  #heedingPause<T>(work: Promise<T>): Promise<T> {
    return this.#deps.control.heedingPause(work, () => this.#pauseUntilResumed());
  }

  async #waitPaused(): Promise<void> {
    this.#deps.onEvent('paused');
    await this.#deps.control.untilNotPaused();
  }

  async #readOffsets(partitions: readonly SourceMap[]): Promise<(SourceMap | null)[]> {
    const { spec, ports } = this.#deps;
    const values = await ports.read(partitions.map((p) => formatOffsetKey(spec.id.connector, p)));
    return values.map((value) => (value === null ? null : parseOffsetValue(value)));
  }

  async #countPartitions(topic: string): Promise<number> {
    this.#newPartitions ??= await readTopicCreation(this.#deps.spec.connectorConfig);
    const count = await this.#heedingPause(this.#deps.ports.partitionsFor(topic, this.#newPartitions(topic)));
    this.#partitions.set(topic, count);
    this.#lastTopic = { topic, count };
    return count;
  }

  #throwSendError(): void {
    if (this.#sendError) throw this.#sendError.error;
  }
}

/** What could not be made durable now is at the next interval; nobody was told that it is. */
function rethrowUnlessStorage(error: unknown): void {
  if (!(error instanceof KafkaStorageException)) throw error;
}
