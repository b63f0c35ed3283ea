import { setFlagsFromString } from 'node:v8';
import { Worker as Thread, type TransferListItem } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import { ConnectException } from '../api/exceptions.ts';
import { watchMemory } from './memory-watch.ts';

/** Limits of a thread. Units: `watchdogMs` without an answer is a failure; `heapMb` bounds its heap, and buffers beside it. */
export interface ThreadLimits {
  readonly watchdogMs: number;
  readonly heapMb: number;
}

/** Which file a thread runs, what it is called, whom it works for in words, and what it begins with. */
export interface ThreadProgram {
  readonly url: URL;
  readonly name: string;
  readonly whose: string;
  readonly data: unknown;
}

/** Where the program of a thread is: run unbuilt, a TypeScript file beside the caller; bundled, it stands beside the bundle. */
export function programUrl(name: string, callerUrl: string): URL {
  return new URL(`./${name}${callerUrl.endsWith('.ts') ? '.ts' : '.mjs'}`, callerUrl);
}

/** A thread that does not answer its watchdog. */
export class UnresponsiveException extends ConnectException {}

/** What happens in a thread: its messages, and how it failed, once at most. */
export interface ThreadEvents<M> {
  readonly onMessage: (message: M) => void;
  readonly onFailed: (error: unknown) => void;
}

/**
 * Once the old generation is full Node ends the thread and grants it 16 MiB until then. A young generation of V8's own
 * choice can be larger; promoted at once it goes beyond the grant, and V8 then ends the whole process.
 */
const YOUNG_MB = 24;
const MB = 1024 * 1024;
const WATCHDOG_CHECKS = 4;
/** Loading a thread's modules may take long on a busy machine, and is nobody's fault. */
const BOOT_LIMIT_MS = 30_000;

/**
 * V8 keeps compiled calls from WebAssembly to JavaScript for all threads of a process together, and frees them twice
 * when two threads compile the same one at once: `Check failed: jit_page.has_value()`, and every task dies with it.
 * Node's own WebAssembly, the parser of `fetch` and the one that strips types, comes to that after 1,000 calls.
 * They are as right, and hardly slower, when they are never compiled.
 */
setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647');

interface Ping {
  readonly type: 'ping' | 'pong';
}

/**
 * A thread for code of plugins: whatever it does (throw, exit, leak, spin) ends the thread, is told once, and touches
 * nothing else.
 *
 * Invariant: after `onFailed` or `terminate` no event comes. The watchdog counts unanswered pings, not time, so that a
 * machine that slept does not condemn its threads; the program answers `ping` with `pong` (`thread-guard.ts`).
 */
export class PluginThread<In extends { readonly type: string }, Out extends { readonly type: string }> {
  /** Resolves when the thread has ended, whyever. */
  readonly whenGone: Promise<void>;
  readonly #whose: string;
  readonly #clock: Clock;
  readonly #watchdogMs: number;
  readonly #events: ThreadEvents<Out>;
  #thread: Thread | undefined;
  #unanswered = 0;
  #isBooted = false;
  #cancelWatch: () => void = () => undefined;
  #endMemoryWatch: () => void = () => undefined;

  constructor(program: ThreadProgram, limits: ThreadLimits, clock: Clock, events: ThreadEvents<Out>) {
    this.#whose = program.whose;
    this.#clock = clock;
    this.#watchdogMs = limits.watchdogMs;
    this.#events = events;
    const thread = new Thread(program.url, {
      workerData: program.data,
      execArgv: [],
      name: program.name,
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#thread = thread;
    thread.on('message', (message: Out | Ping) => this.#receive(message));
    thread.on('error', (error) => this.#fail(this.#toFailure(error)));
    this.whenGone = new Promise((resolve) => {
      thread.on('exit', (code) => {
        this.#fail(new ConnectException(`The thread of ${this.#whose} ended with exit code ${code}`));
        resolve();
      });
    });
    this.#watch();
    this.#endMemoryWatch = watchMemory(thread, {
      clock,
      limitBytes: limits.heapMb * MB,
      onExceeded: (bytes) =>
        this.#fail(this.#memoryFailure(`${Math.round(bytes / MB)} MiB outside of its heap`)),
    });
  }

  get isAlive(): boolean {
    return this.#thread !== undefined;
  }

  /** Sends a message; one to a thread that is gone is dropped. */
  post(message: In, transfer: TransferListItem[] = []): void {
    this.#thread?.postMessage(message, transfer);
  }

  /** Ends the thread at once, whatever it does. */
  terminate(): void {
    this.#cancelWatch();
    this.#endMemoryWatch();
    const thread = this.#thread;
    this.#thread = undefined;
    void thread?.terminate();
  }

  #receive(message: Out | Ping): void {
    if (!this.#thread) return;
    this.#isBooted = true;
    if (message.type === 'pong') this.#unanswered = 0;
    else this.#events.onMessage(message as Out);
  }

  #fail(error: unknown): void {
    if (!this.#thread) return;
    this.terminate();
    this.#events.onFailed(error);
  }

  #toFailure(error: unknown): unknown {
    const isOutOfMemory = (error as { code?: string } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
    return isOutOfMemory ? this.#memoryFailure(error) : error;
  }

  #memoryFailure(cause: unknown): ConnectException {
    const how = typeof cause === 'string' ? `: ${cause}` : '';
    const message = `${capitalized(this.#whose)} used up the memory of its thread${how}`;
    return new ConnectException(message, typeof cause === 'string' ? {} : { cause });
  }

  #watch(): void {
    this.#cancelWatch = this.#clock.after(this.#watchdogMs / WATCHDOG_CHECKS, () => {
      if (this.#unanswered >= this.#checksAllowed()) {
        const who = capitalized(this.#whose);
        const message = `${who} is unresponsive: its thread has not answered for ${this.#watchdogMs} ms`;
        this.#fail(new UnresponsiveException(message));
        return;
      }
      this.#unanswered += 1;
      this.#thread?.postMessage({ type: 'ping' });
      this.#watch();
    });
  }

  #checksAllowed(): number {
    if (this.#isBooted) return WATCHDOG_CHECKS;
    return WATCHDOG_CHECKS * Math.max(1, Math.ceil(BOOT_LIMIT_MS / this.#watchdogMs));
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
