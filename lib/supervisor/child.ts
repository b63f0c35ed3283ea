import { type ChildProcess, fork } from 'node:child_process';
import type { Clock } from '../base/clock.ts';

/**
 * One supervised child process.
 *
 * | state | true in it | on entry | left by |
 * | --- | --- | --- | --- |
 * | `starting` | spawned, not ready | fork | its `ready` message; its end |
 * | `running` | it said it is ready | tell the owner | its end |
 * | `waiting` | dead, to be started again | timer of the back-off | the timer; stop |
 * | `stopping` | asked to end | SIGTERM, SIGKILL after the grace time | its end |
 * | `stopped` | gone for good | – | – |
 */
export type ChildState = 'starting' | 'running' | 'waiting' | 'stopping' | 'stopped';

/** How to start a child. `env` is the whole environment; `isFatal` says which exit ends the supervision. */
export interface ChildSpec {
  readonly name: string;
  readonly script: string;
  args(): readonly string[];
  readonly execArgv: readonly string[];
  readonly cwd: string;
  env(): Record<string, string | undefined>;
  onReady(message: Readonly<Record<string, unknown>>): void;
  onExit(exit: { code: number | null; signal: string | null; restartInMs: number | null }): void;
  isFatal(code: number | null): boolean;
}

const TRANSITIONS: Record<ChildState, readonly ChildState[]> = {
  starting: ['running', 'waiting', 'stopping', 'stopped'],
  running: ['waiting', 'stopping', 'stopped'],
  waiting: ['starting', 'stopped'],
  stopping: ['stopped'],
  stopped: [],
};

/** Units: milliseconds. A child that ran longer than `calm` starts again at the first delay. */
const BACKOFF = { first: 300, factor: 2, max: 30_000, calm: 60_000 };

/** Keeps one child alive until it is stopped. Owns the process it starts. */
export class SupervisedChild {
  readonly #spec: ChildSpec;
  readonly #clock: Clock;
  #state: ChildState = 'stopped';
  #process: ChildProcess | undefined;
  #startedAt = 0;
  #delay = BACKOFF.first;
  #cancelRestart: (() => void) | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(spec: ChildSpec, clock: Clock) {
    this.#spec = spec;
    this.#clock = clock;
  }

  get state(): ChildState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts the child for the first time. */
  start(): void {
    this.#state = 'waiting';
    this.#spawn();
  }

  /** Ends the child: SIGTERM, then SIGKILL after `graceMs`. Resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#cancelRestart?.();
    if (this.#state === 'stopped' || this.#state === 'waiting') {
      this.#state = 'stopped';
      return;
    }
    this.#transition('stopping');
    const child = this.#process;
    child?.kill('SIGTERM');
    const cancel = this.#clock.after(graceMs, () => child?.kill('SIGKILL'));
    await this.#ended;
    cancel();
  }

  #transition(to: ChildState): void {
    if (!TRANSITIONS[this.#state].includes(to)) {
      throw new Error(`${this.#spec.name} cannot go from ${this.#state} to ${to}`);
    }
    this.#state = to;
  }

  #spawn(): void {
    this.#transition('starting');
    this.#startedAt = this.#clock.monotonic();
    const { script, execArgv, cwd } = this.#spec;
    const env = this.#spec.env() as NodeJS.ProcessEnv;
    const child = fork(script, [...this.#spec.args()], {
      cwd,
      env,
      execArgv: [...execArgv],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#process = child;
    child.on('message', (message) => this.#onMessage(message));
    this.#ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#onExit(code, signal);
        resolve();
      });
    });
  }

  #onMessage(message: unknown): void {
    const isReady =
      typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
    if (!isReady || this.#state !== 'starting') return;
    this.#transition('running');
    this.#spec.onReady(message as Record<string, unknown>);
  }

  #onExit(code: number | null, signal: string | null): void {
    if (this.#state === 'stopping' || this.#spec.isFatal(code)) {
      this.#transition('stopped');
      this.#spec.onExit({ code, signal, restartInMs: null });
      return;
    }
    const wasCalm = this.#clock.monotonic() - this.#startedAt > BACKOFF.calm;
    const delay = wasCalm ? BACKOFF.first : this.#delay;
    this.#delay = Math.min(delay * BACKOFF.factor, BACKOFF.max);
    this.#transition('waiting');
    this.#spec.onExit({ code, signal, restartInMs: delay });
    // A wait that keeps the process alive: without another child the supervisor would end here instead.
    const wait = new AbortController();
    this.#cancelRestart = () => wait.abort();
    void this.#clock.sleep(delay, wait.signal).then(
      () => this.#spawn(),
      () => undefined,
    );
  }
}
