import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { formatTaskId } from '../../connect/names.ts';
import type { TaskState } from '../../connect/state.ts';
import { BufferPool } from '../kafka/buffer-pool.ts';
import type {
  ConsumerPort,
  FetchResult,
  OffsetReaderPort,
  PartitionBatch,
  ProducerPort,
} from '../kafka/ports.ts';
import { type InstanceEvent, nextState, TASK_TRANSITIONS } from './instance-states.ts';
import { PluginThread, programUrl, type ThreadLimits } from './plugin-thread.ts';
import { RateWindow } from './rate-window.ts';
import { Redaction } from './redaction.ts';
import type { TaskCounts } from './task-metrics.ts';
import type { FromThread, PortCall, SentBatches, TaskSpec, ToThread } from './thread-protocol.ts';
import { describeThrown, formatTrace } from './trace.ts';
import { untilStored } from './until-stored.ts';

/** What a task needs of its worker. */
export interface WorkerTaskDeps {
  readonly ports: ProducerPort & ConsumerPort;
  readonly offsets: OffsetReaderPort;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: ThreadLimits;
  readonly onStatus: (state: TaskState, trace: string | null) => void;
  /** Called for every batch a source produced to a topic, and for what a sink could convert of one. */
  readonly onTopic: (topic: string) => void;
}

const KEPT_BUFFERS = 8;

/**
 * A task seen from the main thread: its thread, its state, and the Kafka calls it makes.
 *
 * Whatever the thread does (throw, spin, exit, leak, never stop) ends in FAILED or in its termination, and in nothing
 * else: it holds no lock and writes nothing itself. Source: kafka `WorkerTask`; states in `instance-states.ts`.
 */
export class WorkerTask {
  readonly spec: TaskSpec;
  readonly #deps: WorkerTaskDeps;
  readonly #redaction: Redaction;
  readonly #inFlight = new Set<Promise<void>>();
  /** Aborts when nobody waits for writes of the task any more: it is stopping, or its thread is gone. */
  readonly #noRetry = new AbortController();
  #state: TaskState = 'UNASSIGNED';
  #thread: PluginThread<ToThread, FromThread> | undefined;
  #isStopping = false;
  #counts: TaskCounts | undefined;
  readonly #fetchPool = new BufferPool(KEPT_BUFFERS);
  readonly #rates = new RateWindow();
  #whenGone: Promise<void> = Promise.resolve();

  constructor(spec: TaskSpec, deps: WorkerTaskDeps) {
    this.spec = spec;
    this.#deps = deps;
    this.#redaction = new Redaction(spec.replacements);
  }

  start(): void {
    const { id } = this.spec;
    this.#thread = new PluginThread(
      {
        url: programUrl('task-thread', import.meta.url),
        name: `task-thread-${formatTaskId(id)}`,
        whose: 'the task',
        data: this.spec,
      },
      this.#deps.limits,
      this.#deps.clock,
      {
        onMessage: (message) => this.#receive(message),
        onFailed: (error) => this.#fail(formatTrace(error)),
      },
    );
    this.#whenGone = this.#thread.whenGone;
  }

  /** What it has counted, with how much of it a second lately; undefined before its thread runs. */
  counts(): (TaskCounts & { rateOf(total: string): number }) | undefined {
    const now = this.#deps.clock.monotonic();
    return this.#counts && { ...this.#counts, rateOf: (total) => this.#rates.perSecond(total, now) };
  }

  pause(): void {
    this.#post({ type: 'pause' });
  }

  resume(): void {
    this.#post({ type: 'resume' });
  }

  /**
   * Asks the task to end and terminates its thread after `graceMs`. What it was writing is written when this resolves, as
   * long as the disk answers in that time, too.
   */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    this.#noRetry.abort();
    if (this.#thread) {
      this.#post({ type: 'stop' });
      await Promise.race([this.#whenGone, this.#deps.clock.sleep(graceMs)]);
    }
    if (this.#thread) {
      this.#deps.log.warn(`Task ${formatTaskId(this.spec.id)} did not stop in time and was terminated`);
      this.#release();
    }
    await this.#whenGone;
    // A disk that does not answer must not keep the worker from ending: what it has not stored comes again.
    await Promise.race([Promise.allSettled([...this.#inFlight]), this.#deps.clock.sleep(graceMs)]);
    this.#move('shutdown');
  }

  #receive(message: FromThread): void {
    switch (message.type) {
      case 'call':
        this.#serve(message.id, message.call);
        return;
      case 'state':
        this.#move(message.event);
        return;
      case 'failed':
        this.#fail(message.trace);
        return;
      case 'ended':
        this.#release();
        return;
      case 'topic':
        this.#deps.onTopic(message.topic);
        return;
      case 'used':
        for (const buffer of message.buffers) this.#fetchPool.give(buffer);
        return;
      case 'metrics':
        this.#counts = message.counts;
        this.#rates.add(this.#deps.clock.monotonic(), message.counts.totals);
        return;
      case 'log':
        this.#deps.log[message.level](
          this.#redaction.text(message.message),
          this.#redaction.deep(message.fields),
        );
    }
  }

  #serve(id: number, call: PortCall): void {
    const served = this.#invoke(call).then(
      (value) => this.#post({ type: 'reply', id, value }, transferable(call, value)),
      (error: unknown) => {
        const className = describeThrown(error).split(':')[0] ?? 'Error';
        this.#post({ type: 'error', id, className, message: (error as Error).message });
      },
    );
    // Waiting for data writes nothing, so the end of a task need not wait for it.
    if (call.method === 'fetch') return;
    this.#inFlight.add(served);
    void served.finally(() => this.#inFlight.delete(served));
  }

  /** What the log does not take now is tried again here, so that a task only sees a write that takes long. */
  #untilStored<T>(write: () => Promise<T>): Promise<T> {
    return untilStored(write, { clock: this.#deps.clock, stopped: this.#noRetry.signal });
  }

  async #invoke(call: PortCall): Promise<unknown> {
    const { ports, offsets, onTopic } = this.#deps;
    switch (call.method) {
      case 'partitionsFor':
        return this.#untilStored(() => ports.partitionsFor(call.topic, call.whenNew));
      case 'send': {
        let attempts = 0;
        const bases = await this.#untilStored(() => {
          attempts += 1;
          return ports.send(call.batches, call.offsets);
        });
        // What a sink produces are dead letters, which are not among its topics.
        if (this.spec.type === 'source') for (const { topic } of call.batches) onTopic(topic);
        // A write that was given up may still be on its way to the disk, from this very memory.
        return { bases, buffers: attempts === 1 ? buffersOf(call.batches) : [] } satisfies SentBatches;
      }
      case 'flush':
        return ports.flush();
      case 'topics':
        return ports.topics();
      case 'fetch':
        return ports.fetch(call.request, this.#fetchPool);
      case 'committed':
        return ports.committed(call.group);
      case 'commit':
        return ports.commit(call.group, call.offsets);
      case 'readOffsets':
        return offsets.read(call.keys);
    }
  }

  #fail(text: string): void {
    if (!this.#thread) return;
    this.#release();
    const trace = this.#redaction.text(text);
    if (this.#isStopping) this.#deps.log.warn('The task failed while it was stopping', { trace });
    else this.#move('failed', trace);
  }

  #release(): void {
    this.#noRetry.abort();
    this.#thread?.terminate();
    this.#thread = undefined;
  }

  #move(event: InstanceEvent, trace: string | null = null): void {
    const next = nextState(TASK_TRANSITIONS, this.#state, event);
    if (next === undefined) return;
    this.#state = next;
    this.#deps.onStatus(next, trace);
  }

  #post(message: ToThread, transfer: ArrayBuffer[] = []): void {
    this.#thread?.post(message, transfer);
  }
}

function transferable(call: PortCall, value: unknown): ArrayBuffer[] {
  if (call.method === 'fetch') return buffersOf((value as FetchResult).batches);
  return call.method === 'send' ? [...(value as SentBatches).buffers] : [];
}

function buffersOf(batches: readonly PartitionBatch[]): ArrayBuffer[] {
  return batches.map((batch) => batch.bytes.buffer as ArrayBuffer);
}
