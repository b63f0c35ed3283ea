import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { SinkTask, SinkTaskContext } from '../api/connector.ts';
import { ConnectException, RetriableException } from '../api/exceptions.ts';
import type { SinkRecord } from '../api/record.ts';
import type {
  ConsumerPort,
  FetchedBatch,
  PartitionBatch,
  ProducerPort,
  TopicInfo,
  TopicPartition,
} from '../kafka/ports.ts';
import { decodeCheckedBatch, type LogRecord } from '../kafka/record-batch.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { FetchAhead } from './fetch-ahead.ts';
import { LoopTurns } from './loop-turns.ts';
import type { RecordConversion } from './record-conversion.ts';
import { UNFINISHED } from './record-retries.ts';
import { SinkOffsets, type SinkPosition } from './sink-offsets.ts';
import { partitionKey, type SinkSubscription } from './sink-subscription.ts';
import type { TaskControl } from './task-control.ts';
import type { TaskMetrics } from './task-metrics.ts';
import type { TaskSpec } from './thread-protocol.ts';
import { unrecoverable } from './unrecoverable.ts';

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
  readonly metrics: TaskMetrics;
  readonly onEvent: (event: 'started' | 'paused') => void;
  /** Takes back the memory of batches nobody has a view of. */
  readonly release: (batches: readonly PartitionBatch[]) => void;
  /** Told that records of a topic came through whole. */
  readonly onTopic: (topic: string) => void;
}

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
  readonly #fetcher: FetchAhead;
  readonly #offsets: SinkOffsets;
  #topicsVersion = 0;
  #retryWaitMs = RETRY_WAIT_MS;
  #isCommitRequested = false;
  #nextCommit = 0;
  #deadLetters: DeadLetterQueue | undefined;

  constructor(deps: SinkTaskDeps) {
    this.#deps = deps;
    this.#fetcher = new FetchAhead(deps.ports);
    this.#offsets = new SinkOffsets(deps);
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
      await this.#offsets.commit();
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
    this.#nextCommit = clock.monotonic() + spec.offsetFlushIntervalMs;
    const turns = new LoopTurns(clock);
    while (!control.isStopping) {
      if (turns.isDue) await turns.take();
      if (control.isPaused) await this.#pauseUntilResumed();
      const waitMs = Math.min(MAX_WAIT_MS, Math.max(0, this.#nextCommit - clock.monotonic()));
      const batches = await this.#fetch(waitMs);
      if (!control.isStopping) await this.#deliver(batches);
    }
  }

  async #commitWhenDue(): Promise<void> {
    const { clock, spec } = this.#deps;
    if (clock.monotonic() < this.#nextCommit && !this.#isCommitRequested) return;
    this.#isCommitRequested = false;
    await this.#offsets.commit();
    this.#nextCommit = clock.monotonic() + spec.offsetFlushIntervalMs;
  }

  async #fetch(waitMs: number): Promise<readonly FetchedBatch[]> {
    const positions = this.#offsets.list('next');
    const from = { positions, topicsVersion: this.#topicsVersion, waitMs };
    // Whoever stops or pauses the task need not wait until data comes; what comes late is fetched again.
    const answer = await this.#deps.control.orAsked(this.#fetcher.fetch(from));
    if (!answer) return [];
    if (answer.topicsVersion !== this.#topicsVersion) await this.#assign();
    else if (answer.batches.length > 0) this.#fetcher.prepare(from, answer.batches);
    return answer.batches;
  }

  async #deliver(batches: readonly FetchedBatch[]): Promise<void> {
    const { rewinds } = this.#offsets;
    // Batch by batch, so that what was made of one is forgotten before the next.
    for (const batch of batches) {
      const stored = decodeCheckedBatch(batch.bytes);
      for (let isWhole = false; !isWhole; ) {
        const records: SinkRecord[] = [];
        try {
          isWhole = await this.#convert(batch, stored, records);
        } finally {
          if (this.#deadLetters?.isWaiting) await this.#flushDeadLetters(this.#deadLetters);
        }
        if (this.#offsets.rewinds === rewinds) await this.#put(records);
        // Whatever waits may have to pause, and commit, and that may fail: all since the last commit comes again then.
        if (this.#offsets.rewinds !== rewinds) return;
        this.#offsets.markPut();
        // A record may be unfinished then, and none of its partition may overtake it.
        if (this.#deps.control.isStopping) return;
        // A slow sink takes its time for each batch, and what is not committed comes again.
        await this.#commitWhenDue();
        if (this.#offsets.rewinds !== rewinds) return;
      }
      if (!this.#deps.conversion.keepsBytes(batch.bytes)) this.#deps.release([batch]);
    }
    if (batches.length > 0) return;
    await this.#put([]);
    await this.#commitWhenDue();
  }

  /** Converts as many records as one `put` may have. Answers whether those were the last of the batch. */
  async #convert(
    { topic, partition, logStartOffset }: FetchedBatch,
    stored: readonly LogRecord[],
    records: SinkRecord[],
  ): Promise<boolean> {
    const position = this.#offsets.at({ topic, partition });
    if (!position) return true;
    this.#skipRemoved({ topic, partition }, position, logStartOffset);
    const { maxPollRecords } = this.#deps.spec.consumer;
    let isThrough = false;
    const [from, rewinds] = [position.next, this.#offsets.rewinds];
    for (const record of stored) {
      if (record.offset < position.next) continue;
      const answer = this.#deps.conversion.toConnect(topic, partition, record);
      const converted = answer instanceof Promise ? await this.#heedingPause(answer) : answer;
      if (converted === UNFINISHED) break;
      if (this.#offsets.rewinds !== rewinds) return true;
      if (converted) records.push(converted);
      // One that a transformation dropped was read all the same.
      isThrough ||= converted !== undefined;
      position.next = record.offset + 1;
      if (records.length === maxPollRecords) break;
    }
    this.#deps.metrics.add('sink-record-read-total', position.next - from);
    if (isThrough) this.#deps.onTopic(topic);
    return position.next > (stored.at(-1)?.offset ?? -1) || records.length < maxPollRecords;
  }

  /** A position that retention has removed becomes the oldest that is left, as with `auto.offset.reset=earliest`. */
  #skipRemoved(at: TopicPartition, position: SinkPosition, logStartOffset: number | undefined): void {
    if (logStartOffset === undefined || position.next >= logStartOffset) return;
    // One that never read anything begins at the earliest offset, wherever that is.
    const isNew = (position.committed ?? 0) === 0 && position.next === 0;
    const range = { ...at, offset: position.next, logStartOffset };
    if (!isNew)
      this.#deps.log.warn('Records were removed before they were read; reading goes on after them', range);
    position.next = logStartOffset;
  }

  /** Dead letters may wait for the disk as long as it takes, and the task still hears of pause. */
  #flushDeadLetters(queue: DeadLetterQueue): Promise<void> {
    return this.#heedingPause(queue.flush());
  }

  #heedingPause<T>(work: Promise<T>): Promise<T> {
    return this.#deps.control.heedingPause(work, () => this.#pauseUntilResumed());
  }

  async #openDeadLetters(): Promise<void> {
    const queue = await DeadLetterQueue.open(this.#deps.spec, this.#deps.ports, this.#deps.metrics);
    this.#deadLetters = queue;
    this.#deps.conversion.onFailure = (failed, context, error) => queue?.add(failed, context, error);
  }

  async #put(records: readonly SinkRecord[]): Promise<void> {
    const { task, control, clock, log, metrics } = this.#deps;
    for (;;) {
      try {
        this.#retryWaitMs = RETRY_WAIT_MS;
        const startedAt = clock.monotonic();
        await task.put(records);
        if (records.length > 0) metrics.time('put-batch', clock.monotonic() - startedAt);
        metrics.add('sink-record-send-total', records.length);
        return;
      } catch (error) {
        if (!(error instanceof RetriableException)) throw unrecoverable(error);
        log.warn('The task asks for the same records again', { error });
      }
      await this.#heedingPause(clock.sleep(this.#retryWaitMs, control.stopped).catch(() => undefined));
      if (control.isStopping) {
        this.#offsets.backToPut();
        return;
      }
    }
  }

  async #assign(): Promise<void> {
    const { ports, subscription, task, group } = this.#deps;
    const { topics, version } = await ports.topics();
    this.#topicsVersion = version;
    const added = subscription.assign(topics).filter((p) => !this.#offsets.at(p));
    if (added.length === 0) return;
    const committed = new Map((await ports.committed(group)).map((o) => [partitionKey(o), o]));
    const opened = added.map(({ topic, partition }) => {
      const metadata = committed.get(partitionKey({ topic, partition }))?.metadata;
      return { topic, partition, ...(metadata === undefined ? {} : { metadata }) };
    });
    for (const { topic, partition } of added) {
      const offset = committed.get(partitionKey({ topic, partition }))?.offset;
      const first = offset ?? this.#firstOffset({ topic, partition }, topics);
      this.#offsets.add({ topic, partition, next: first, put: first, committed: offset });
    }
    await task.open?.(opened);
    // What a task keeps with its offsets must be there before the first record, or a crash then finds nothing kept.
    if (task.preCommit && added.some((partition) => !committed.has(partitionKey(partition))))
      await this.#offsets.commit();
  }

  #firstOffset({ topic, partition }: TopicPartition, topics: readonly TopicInfo[]): number {
    const { offsetReset } = this.#deps.spec.consumer;
    if (offsetReset === 'none')
      throw new ConnectException(
        `Undefined offset with no reset policy for partitions: [${topic}-${partition}]`,
      );
    if (offsetReset === 'earliest') return 0;
    return topics.find(({ name }) => name === topic)?.ends[partition] ?? 0;
  }

  async #createTopic(topic: string): Promise<void> {
    if (topic !== '') await this.#deps.ports.partitionsFor(topic);
  }

  async #pauseUntilResumed(): Promise<void> {
    await this.#offsets.commit();
    await this.#waitPaused();
    if (!this.#deps.control.isStopping) this.#deps.onEvent('started');
  }

  async #waitPaused(): Promise<void> {
    this.#deps.onEvent('paused');
    await this.#deps.control.untilNotPaused();
  }

  #assigned(): { topic: string; partition: number }[] {
    return this.#offsets.list('put').map(({ topic, partition }) => ({ topic, partition }));
  }

  async #reportErrant(record: SinkRecord, error: unknown): Promise<void> {
    try {
      this.#deps.conversion.reportErrant(record, error);
    } finally {
      if (this.#deadLetters?.isWaiting) await this.#flushDeadLetters(this.#deadLetters);
    }
  }

  #context(): SinkTaskContext {
    return {
      errantRecordReporter: { report: (record, error) => this.#reportErrant(record, error) },
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
