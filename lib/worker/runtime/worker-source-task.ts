import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { SourceTask } from '../api/connector.ts';
import { RetriableException } from '../api/exceptions.ts';
import type { SourceMap, SourceRecord } from '../api/record.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import { formatOffsetKey, formatOffsetValue, parseOffsetValue } from '../kafka/offset-entry.ts';
import type { OffsetReaderPort, ProducerPort } from '../kafka/ports.ts';
import { choosePartition } from './partitioner.ts';
import { RecordCollector } from './record-collector.ts';
import type { OutgoingRecord, RecordConversion } from './record-conversion.ts';
import { SubmittedRecords } from './submitted-records.ts';
import type { TaskControl } from './task-control.ts';
import type { TaskSpec } from './thread-protocol.ts';

/** What a source task's runner works with. */
export interface SourceTaskDeps {
  readonly spec: TaskSpec;
  readonly task: SourceTask;
  readonly conversion: RecordConversion;
  readonly ports: ProducerPort & OffsetReaderPort;
  readonly control: TaskControl;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onEvent: (event: 'started' | 'paused') => void;
}

const PAUSE_WAIT_MS = 1_000;

/**
 * Runs a source task: poll, convert, append. A batch and the source offsets up to its end go into one transaction, so
 * after a crash the offsets and the records agree.
 *
 * Invariant: offsets leave only with, or after, every record before them (SubmittedRecords). One `send` is on its way
 * at a time; the next poll runs beside it. While the log takes no writes that send lasts, and the task still hears of
 * pause and stop. Source: kafka 4.x `AbstractWorkerSourceTask`, `WorkerSourceTask`.
 */
export class WorkerSourceTask {
  readonly #deps: SourceTaskDeps;
  readonly #submitted = new SubmittedRecords();
  readonly #collector = new RecordCollector();
  readonly #partitions = new Map<string, number>();
  #inCollector: SourceRecord[] = [];
  #sending: Promise<void> | undefined;
  #sendError: { error: unknown } | undefined;

  constructor(deps: SourceTaskDeps) {
    this.#deps = deps;
  }

  /** Runs until asked to stop. Errors: whatever fails the task; `task.stop` has been called in any case. */
  async run(): Promise<void> {
    const { task, control, spec } = this.#deps;
    try {
      if (control.isPaused) await this.#waitPaused();
      if (control.isStopping) return;
      await task.start(spec.taskConfig, { offsets: (p) => this.#readOffsets(p), stopped: control.stopped });
      this.#deps.onEvent('started');
      const commits = this.#commitPeriodically();
      await Promise.race([this.#loop(), commits]);
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

  /** What `stop` throws is logged only: it must not hide why the task ends. */
  async #stopTask(): Promise<void> {
    try {
      await this.#deps.task.stop?.();
    } catch (error) {
      this.#deps.log.warn('The task failed in stop', { error });
    }
  }

  async #loop(): Promise<void> {
    const { control, task, clock, log } = this.#deps;
    while (!control.isStopping) {
      if (control.isPaused) await this.#pauseUntilResumed();
      let records: SourceRecord[] | null;
      try {
        records = await task.poll();
      } catch (error) {
        if (!(error instanceof RetriableException)) throw error;
        log.warn('Polling failed and is tried again', { error });
        records = null;
      }
      this.#throwSendError();
      // A task that answers null at once must not keep the thread from its messages.
      if (records === null || records.length === 0) await clock.sleep(0);
      else await this.#sendAll(records);
    }
  }

  async #sendAll(records: readonly SourceRecord[]): Promise<void> {
    const now = this.#deps.clock.now();
    for (const record of records) {
      const handle = this.#submitted.submit(record.sourcePartition, record.sourceOffset);
      const outgoing = this.#deps.conversion.toLog(record, now);
      if (outgoing) await this.#collect(outgoing);
      // A record that was dropped or skipped is done with, too.
      this.#inCollector.push(record);
      handle.ack();
    }
    await this.#send();
  }

  async #collect({ topic, partition, input }: OutgoingRecord): Promise<void> {
    const count = this.#partitions.get(topic) ?? (await this.#countPartitions(topic));
    const chosen = choosePartition(partition, input.key, count);
    if (this.#collector.add(topic, chosen, input)) return;
    await this.#send();
    this.#collector.add(topic, chosen, input);
  }

  /** Sends what was collected together with the offsets up to there, as soon as the send before it is through. */
  async #send(): Promise<void> {
    const offsets = this.#takeOffsets();
    const batches = this.#collector.take();
    const records = this.#inCollector;
    this.#inCollector = [];
    if (batches.length === 0 && offsets.length === 0) return;
    if (this.#sending) await this.#heedingPause(this.#sending);
    this.#throwSendError();
    this.#sending = this.#deps.ports
      .send(batches, offsets)
      .then(() => this.#commitRecords(records))
      .catch((error: unknown) => {
        this.#sendError = { error };
      })
      .finally(() => {
        this.#sending = undefined;
      });
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
    await this.#sending;
    this.#throwSendError();
    await this.#deps.ports.flush();
    try {
      await this.#deps.task.commit?.();
    } catch (error) {
      this.#deps.log.error('The task failed in commit; its offsets are committed all the same', { error });
    }
  }

  async #pauseUntilResumed(): Promise<void> {
    // What was sent shall be there when the task says that it is paused, unless the log takes nothing.
    if (this.#sending) await Promise.race([this.#sending, this.#deps.clock.sleep(PAUSE_WAIT_MS)]);
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
    const count = await this.#heedingPause(this.#deps.ports.partitionsFor(topic));
    this.#partitions.set(topic, count);
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
