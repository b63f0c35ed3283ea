import { Worker as Thread } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { formatTaskId } from '../../connect/names.ts';
import type { TaskState } from '../../connect/state.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { ConsumerPort, FetchResult, OffsetReaderPort, ProducerPort } from '../kafka/ports.ts';
import { type InstanceEvent, nextState, TASK_TRANSITIONS } from './instance-states.ts';
import type { FromThread, PortCall, TaskSpec, ToThread } from './thread-protocol.ts';
import { describeThrown, formatTrace } from './trace.ts';
import { untilStored } from './until-stored.ts';

/** What a task needs of its worker. Units: `watchdogMs` without an answer is a failure; `heapMb` bounds the thread's heap. */
export interface WorkerTaskDeps {
  readonly ports: ProducerPort & ConsumerPort;
  readonly offsets: OffsetReaderPort;
  readonly clock: Clock;
  readonly log: Logger;
  readonly watchdogMs: number;
  readonly heapMb: number;
  readonly onStatus: (state: TaskState, trace: string | null) => void;
  /** Called for every batch a source produced to a topic, and for what a sink could convert of one. */
  readonly onTopic: (topic: string) => void;
}

const WATCHDOG_CHECKS = 4;
/** Loading a thread's modules may take long on a busy machine, and is not the task's fault. */
const BOOT_LIMIT_MS = 30_000;

/**
 * A task seen from the main thread: its thread, its state, and the Kafka calls it makes.
 *
 * Whatever the thread does (throw, spin, exit, leak, never stop) ends in FAILED or in its termination, and in nothing
 * else: it holds no lock and writes nothing itself. Source: kafka `WorkerTask`; states in `instance-states.ts`.
 */
export class WorkerTask {
  readonly spec: TaskSpec;
  readonly #deps: WorkerTaskDeps;
  readonly #inFlight = new Set<Promise<void>>();
  /** Aborts when nobody waits for writes of the task any more: it is stopping, or its thread is gone. */
  readonly #noRetry = new AbortController();
  #state: TaskState = 'UNASSIGNED';
  #thread: Thread | undefined;
  #isStopping = false;
  #unanswered = 0;
  #isBooted = false;
  #cancelWatch: () => void = () => undefined;
  #whenGone: Promise<void> = Promise.resolve();

  constructor(spec: TaskSpec, deps: WorkerTaskDeps) {
    this.spec = spec;
    this.#deps = deps;
  }

  start(): void {
    // Run unbuilt, the thread is a TypeScript file beside this one; bundled, it stands beside the bundle.
    const file = import.meta.url.endsWith('.ts') ? './task-thread.ts' : './task-thread.mjs';
    const thread = new Thread(new URL(file, import.meta.url), {
      workerData: this.spec,
      execArgv: [],
      name: `task-thread-${formatTaskId(this.spec.id)}`,
      resourceLimits: { maxOldGenerationSizeMb: this.#deps.heapMb },
    });
    this.#thread = thread;
    thread.on('message', (message: FromThread) => this.#receive(message));
    thread.on('error', (error) => this.#fail(formatTrace(toFailure(error))));
    this.#whenGone = new Promise((resolve) => {
      thread.on('exit', (code) => {
        this.#fail(formatTrace(new ConnectException(`The thread of the task ended with exit code ${code}`)));
        resolve();
      });
    });
    this.#watch();
  }

  pause(): void {
    this.#post({ type: 'pause' });
  }

  resume(): void {
    this.#post({ type: 'resume' });
  }

  /** Asks the task to end and terminates its thread after `graceMs`. What it was writing is written when this resolves. */
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
    await Promise.allSettled([...this.#inFlight]);
    this.#move('shutdown');
  }

  #receive(message: FromThread): void {
    this.#isBooted = true;
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
      case 'pong':
        this.#unanswered = 0;
        return;
      case 'log':
        this.#deps.log[message.level](message.message, message.fields);
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
        return this.#untilStored(() => ports.partitionsFor(call.topic));
      case 'send': {
        const bases = await this.#untilStored(() => ports.send(call.batches, call.offsets));
        // What a sink produces are dead letters, which are not among its topics.
        if (this.spec.type === 'source') for (const { topic } of call.batches) onTopic(topic);
        return bases;
      }
      case 'flush':
        return ports.flush();
      case 'topics':
        return ports.topics();
      case 'fetch':
        return ports.fetch(call.request);
      case 'committed':
        return ports.committed(call.group);
      case 'commit':
        return ports.commit(call.group, call.offsets);
      case 'readOffsets':
        return offsets.read(call.keys);
    }
  }

  #fail(trace: string): void {
    if (!this.#thread) return;
    this.#release();
    if (this.#isStopping) this.#deps.log.warn('The task failed while it was stopping', { trace });
    else this.#move('failed', trace);
  }

  #release(): void {
    this.#noRetry.abort();
    this.#cancelWatch();
    const thread = this.#thread;
    this.#thread = undefined;
    void thread?.terminate();
  }

  #move(event: InstanceEvent, trace: string | null = null): void {
    const next = nextState(TASK_TRANSITIONS, this.#state, event);
    if (next === undefined) return;
    this.#state = next;
    this.#deps.onStatus(next, trace);
  }

  #post(message: ToThread, transfer: ArrayBuffer[] = []): void {
    this.#thread?.postMessage(message, transfer);
  }

  #checksAllowed(): number {
    if (this.#isBooted) return WATCHDOG_CHECKS;
    return WATCHDOG_CHECKS * Math.max(1, Math.ceil(BOOT_LIMIT_MS / this.#deps.watchdogMs));
  }

  /** Counts checks, not time, so that a machine that slept does not condemn its tasks. */
  #watch(): void {
    const { clock, watchdogMs } = this.#deps;
    this.#cancelWatch = clock.after(watchdogMs / WATCHDOG_CHECKS, () => {
      if (this.#unanswered >= this.#checksAllowed()) {
        const message = `The task is unresponsive: its thread has not answered for ${watchdogMs} ms`;
        this.#fail(formatTrace(new ConnectException(message)));
        return;
      }
      this.#unanswered += 1;
      this.#post({ type: 'ping' });
      this.#watch();
    });
  }
}

function toFailure(error: unknown): unknown {
  const isOutOfMemory = (error as { code?: string } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isOutOfMemory
    ? new ConnectException('The task used up the memory of its thread', { cause: error })
    : error;
}

function transferable(call: PortCall, value: unknown): ArrayBuffer[] {
  if (call.method !== 'fetch') return [];
  return (value as FetchResult).batches.map((batch) => batch.bytes.buffer as ArrayBuffer);
}
