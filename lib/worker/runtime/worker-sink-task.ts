import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { SinkTask, SinkTaskContext } from '../api/connector.ts';
import { ConnectException, RetriableException } from '../api/exceptions.ts';
import type { SinkRecord } from '../api/record.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import type {
  ConsumerPort,
  FetchedBatch,
  PartitionOffset,
  ProducerPort,
  TopicPartition,
} from '../kafka/ports.ts';
import { decodeBatch } from '../kafka/record-batch.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { RecordConversion } from './record-conversion.ts';
import { partitionKey, rotate, type SinkSubscription } from './sink-subscription.ts';
import type { TaskControl } from './task-control.ts';
import type { TaskSpec } from './thread-protocol.ts';

/** What a sink task's runner works with. */
export interface SinkTaskDeps {
  readonly spec: TaskSpec;
  readonly group: string;
  readonly subscription: SinkSubscription;
  readonly task: SinkTask;
  readonly conversion: RecordConversion;
  readonly ports: ConsumerPort & ProducerPort;
  readonly control: TaskControl;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onEvent: (event: 'started' | 'paused') => void;
  /** Told that records of a topic came through whole. */
  readonly onTopic: (topic: string) => void;
}

interface Position {
  /** Next offset to fetch. */
  next: number;
  /** Next offset after what `put` took. */
  put: number;
  committed: number | undefined;
}

const FETCH_BYTES = 1024 * 1024;
const RETRY_WAIT_MS = 100;
const MAX_WAIT_MS = 500;

/**
 * Runs a sink task: fetch, convert, put; then, each interval, flush and commit.
 *
 * Invariant: an offset is committed only after `put` took the record and `preCommit` agreed, so a record can come twice
 * but never be left out. A commit that the log cannot store is made at the next interval. Source: kafka 4.x `WorkerSinkTask`.
 */
export class WorkerSinkTask {
  readonly #deps: SinkTaskDeps;
  readonly #positions = new Map<string, { topic: string; partition: number; at: Position }>();
  #topicsVersion = 0;
  #round = 0;
  #retryWaitMs = RETRY_WAIT_MS;
  #isCommitRequested = false;
  #deadLetters: DeadLetterQueue | undefined;

  constructor(deps: SinkTaskDeps) {
    this.#deps = deps;
  }

  /** Runs until asked to stop. Errors: whatever fails the task; `task.stop` has been called in any case. */
  async run(): Promise<void> {
    const { task, control, spec } = this.#deps;
    try {
      if (control.isPaused) await this.#waitPaused();
      if (control.isStopping) return;
      await task.start(spec.taskConfig, this.#context());
      for (const topic of (spec.taskConfig.topics ?? '').split(',')) await this.#createTopic(topic.trim());
      await this.#openDeadLetters();
      await this.#assign();
      this.#deps.onEvent('started');
      await this.#loop();
      await this.#commit();
      await task.close?.(this.#assigned());
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
    const { control, clock, spec } = this.#deps;
    let nextCommit = clock.monotonic() + spec.offsetFlushIntervalMs;
    while (!control.isStopping) {
      if (control.isPaused) await this.#pauseUntilResumed();
      const waitMs = Math.min(MAX_WAIT_MS, Math.max(0, nextCommit - clock.monotonic()));
      const batches = await this.#fetch(waitMs);
      if (!control.isStopping) await this.#deliver(batches);
      if (clock.monotonic() < nextCommit && !this.#isCommitRequested) continue;
      this.#isCommitRequested = false;
      await this.#commit();
      nextCommit = clock.monotonic() + spec.offsetFlushIntervalMs;
    }
  }

  async #fetch(waitMs: number): Promise<readonly FetchedBatch[]> {
    const positions = [...this.#positions.values()].map(({ topic, partition, at }) => ({
      topic,
      partition,
      offset: at.next,
    }));
    this.#round += 1;
    const fetched = this.#deps.ports.fetch({
      positions: rotate(positions, this.#round),
      maxBytes: FETCH_BYTES,
      waitMs,
      topicsVersion: this.#topicsVersion,
    });
    // Whoever stops or pauses the task need not wait until data comes; what comes late is fetched again.
    const answer = await this.#deps.control.orAsked(fetched);
    if (!answer) return [];
    if (answer.topicsVersion !== this.#topicsVersion) await this.#assign();
    return answer.batches;
  }

  async #deliver(batches: readonly FetchedBatch[]): Promise<void> {
    const records: SinkRecord[] = [];
    try {
      for (const batch of batches) this.#convert(batch, records);
    } finally {
      if (this.#deadLetters?.isWaiting) await this.#flushDeadLetters(this.#deadLetters);
    }
    await this.#put(records);
    for (const { at } of this.#positions.values()) at.put = at.next;
  }

  #convert({ topic, partition, bytes, logStartOffset }: FetchedBatch, records: SinkRecord[]): void {
    const position = this.#positions.get(partitionKey({ topic, partition }))?.at;
    if (!position) return;
    this.#skipRemoved({ topic, partition }, position, logStartOffset);
    let isThrough = false;
    for (const record of decodeBatch(bytes)) {
      if (record.offset < position.next) continue;
      const converted = this.#deps.conversion.toConnect(topic, partition, record);
      if (converted) records.push(converted);
      // One that a transformation dropped was read all the same.
      isThrough ||= converted !== undefined;
      position.next = record.offset + 1;
    }
    if (isThrough) this.#deps.onTopic(topic);
  }

  /** A position that retention has removed becomes the oldest that is left, as with `auto.offset.reset=earliest`. */
  #skipRemoved(at: TopicPartition, position: Position, logStartOffset: number | undefined): void {
    if (logStartOffset === undefined || position.next >= logStartOffset) return;
    // One that never read anything begins at the earliest offset, wherever that is.
    const isNew = position.committed === undefined && position.next === 0;
    const range = { ...at, offset: position.next, logStartOffset };
    if (!isNew)
      this.#deps.log.warn('Records were removed before they were read; reading goes on after them', range);
    position.next = logStartOffset;
  }

  /** Dead letters may wait for the disk as long as it takes, and the task still hears of pause. */
  #flushDeadLetters(queue: DeadLetterQueue): Promise<void> {
    return this.#deps.control.heedingPause(queue.flush(), () => this.#pauseUntilResumed());
  }

  async #openDeadLetters(): Promise<void> {
    const queue = await DeadLetterQueue.open(this.#deps.spec, this.#deps.ports);
    this.#deadLetters = queue;
    this.#deps.conversion.onFailure = (failed, context, error) => queue?.add(failed, context, error);
  }

  async #put(records: readonly SinkRecord[]): Promise<void> {
    const { task, control, clock, log } = this.#deps;
    for (;;) {
      try {
        this.#retryWaitMs = RETRY_WAIT_MS;
        await task.put(records);
        return;
      } catch (error) {
        if (!(error instanceof RetriableException)) throw unrecoverable(error);
        log.warn('The task asks for the same records again', { error });
      }
      await clock.sleep(this.#retryWaitMs, control.stopped).catch(() => undefined);
      if (control.isStopping) {
        for (const { at } of this.#positions.values()) at.next = at.put;
        return;
      }
    }
  }

  async #commit(): Promise<void> {
    const current = [...this.#positions.values()].map(({ topic, partition, at }) => ({
      topic,
      partition,
      offset: at.put,
    }));
    const moved = current.filter((o) => this.#positions.get(partitionKey(o))?.at.committed !== o.offset);
    if (moved.length === 0) return;
    const agreed = await this.#preCommit(current);
    const offsets = (agreed ?? []).filter((offset) => this.#mayCommit(offset));
    if (offsets.length === 0) return;
    try {
      await this.#deps.ports.commit(this.#deps.group, offsets);
    } catch (error) {
      if (!(error instanceof KafkaStorageException)) throw error;
      return;
    }
    for (const offset of offsets) {
      const known = this.#positions.get(partitionKey(offset));
      if (known) known.at.committed = offset.offset;
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
      for (const { at } of this.#positions.values()) {
        at.next = at.committed ?? 0;
        at.put = at.next;
      }
      return undefined;
    }
  }

  #mayCommit(offset: PartitionOffset): boolean {
    const at = this.#positions.get(partitionKey(offset))?.at;
    if (at && offset.offset <= at.put) return at.committed !== offset.offset;
    this.#deps.log.warn('Ignoring an offset the task was not given', { ...offset });
    return false;
  }

  async #assign(): Promise<void> {
    const { ports, subscription, task, group } = this.#deps;
    const { topics, version } = await ports.topics();
    this.#topicsVersion = version;
    const added = subscription.assign(topics).filter((p) => !this.#positions.has(partitionKey(p)));
    if (added.length === 0) return;
    const committed = new Map((await ports.committed(group)).map((o) => [partitionKey(o), o]));
    const opened = added.map(({ topic, partition }) => {
      const metadata = committed.get(partitionKey({ topic, partition }))?.metadata;
      return { topic, partition, ...(metadata === undefined ? {} : { metadata }) };
    });
    for (const { topic, partition } of added) {
      const offset = committed.get(partitionKey({ topic, partition }))?.offset;
      const at = { next: offset ?? 0, put: offset ?? 0, committed: offset };
      this.#positions.set(partitionKey({ topic, partition }), { topic, partition, at });
    }
    await task.open?.(opened);
    // What a task keeps with its offsets must be there before the first record, or a crash then finds nothing kept.
    if (task.preCommit && added.some((partition) => !committed.has(partitionKey(partition))))
      await this.#commit();
  }

  async #createTopic(topic: string): Promise<void> {
    if (topic !== '') await this.#deps.ports.partitionsFor(topic);
  }

  async #pauseUntilResumed(): Promise<void> {
    await this.#commit();
    await this.#waitPaused();
    if (!this.#deps.control.isStopping) this.#deps.onEvent('started');
  }

  async #waitPaused(): Promise<void> {
    this.#deps.onEvent('paused');
    await this.#deps.control.untilNotPaused();
  }

  #assigned(): { topic: string; partition: number }[] {
    return [...this.#positions.values()].map(({ topic, partition }) => ({ topic, partition }));
  }

  #context(): SinkTaskContext {
    return {
      stopped: this.#deps.control.stopped,
      timeout: (ms) => {
        this.#retryWaitMs = ms;
      },
      requestCommit: () => {
        this.#isCommitRequested = true;
      },
    };
  }
}

function unrecoverable(cause: unknown): ConnectException {
  return new ConnectException('Exiting WorkerSinkTask due to unrecoverable exception.', { cause });
}
