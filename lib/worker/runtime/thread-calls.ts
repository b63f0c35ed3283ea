import type { Clock } from '../../base/clock.ts';
import { PluginThread, type ThreadLimits, type ThreadProgram } from './plugin-thread.ts';
import { describeForThread, restoreThrown, type ThrownData } from './remote-error.ts';

/** A call into a thread: the name of a function there and what it gets. */
export interface ThreadCall {
  readonly type: 'call';
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What a thread that is called answers, or tells unasked. */
export type ThreadAnswer =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'thrown'; readonly id: number; readonly error: ThrownData }
  | { readonly type: 'event'; readonly name: string; readonly data: unknown };

/** What is told unasked: an event of the program, or that the thread is gone and why. */
export interface CallerEvents {
  readonly onEvent: (name: string, data: unknown) => void;
  readonly onGone: (error: unknown) => void;
}

/**
 * Calls functions of a program in a thread of its own.
 *
 * Errors: what the function threw; once the thread is gone, why.
 */
export class ThreadCaller {
  readonly #thread: PluginThread<ThreadCall, ThreadAnswer>;
  readonly #waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: unknown) => void }
  >();
  #nextId = 1;
  #goneBy: unknown;

  constructor(program: ThreadProgram, limits: ThreadLimits, clock: Clock, events: CallerEvents) {
    this.#thread = new PluginThread(program, limits, clock, {
      onMessage: (message) => {
        if (message.type === 'event') events.onEvent(message.name, message.data);
        else this.#settle(message);
      },
      onFailed: (error) => {
        events.onGone(error);
        this.end(error);
      },
    });
  }

  get isAlive(): boolean {
    return this.#thread.isAlive;
  }

  call<T>(method: string, ...args: unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!this.isAlive) {
        reject(this.#goneBy);
        return;
      }
      const id = this.#nextId;
      this.#nextId += 1;
      this.#waiting.set(id, { resolve, reject });
      this.#thread.post({ type: 'call', id, method, args });
    });
  }

  /** Ends the thread at once; calls that wait fail with `error`. */
  end(error: unknown): void {
    this.#goneBy ??= error;
    this.#thread.terminate();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #settle(answer: Extract<ThreadAnswer, { id: number }>): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.type === 'result') waiting?.resolve(answer.value as never);
    else waiting?.reject(restoreThrown(answer.error));
  }
}

/** The side of a port that programs speak to. */
interface Port {
  on(event: 'message', listener: (message: ThreadCall) => void): unknown;
  postMessage(message: ThreadAnswer): void;
}

/**
 * Serves calls in a thread. Shape: a method that is not there is a bug, and fails its call. What cannot be sent back
 * (a function among the results) fails the call, too.
 */
export function serveCalls(
  port: Port,
  methods: Readonly<Record<string, (...args: never[]) => unknown>>,
): { tell: (name: string, data?: unknown) => void } {
  port.on('message', (message) => {
    if (message.type !== 'call') return;
    const { id, method, args } = message;
    void (async () => {
      try {
        const value = await methods[method]?.(...(args as never[]));
        port.postMessage({ type: 'result', id, value });
      } catch (error) {
        port.postMessage({ type: 'thrown', id, error: describeForThread(error) });
      }
    })();
  });
  return { tell: (name, data) => port.postMessage({ type: 'event', name, data }) };
}
