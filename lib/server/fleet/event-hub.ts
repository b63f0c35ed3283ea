import 'server-only';
import type { ConsoleEvent } from '@/lib/api/events';

type Unnumbered<T> = T extends { seq: number } ? Omit<T, 'seq' | 'at'> : never;
/** An event before it gets its number and time. */
export type NewConsoleEvent = Unnumbered<Exclude<ConsoleEvent, { type: 'hello' }>>;
/** Gets every event as the bytes of a server-sent message; the buffer is shared between all listeners. */
export type EventListener = (message: Buffer) => void;

/**
 * Numbers the console's changes and hands each to everybody who listens.
 *
 * Guarantees: `seq` grows by one per event; a message is encoded once, however many listen.
 */
export class EventHub {
  readonly epoch: string;
  readonly #now: () => number;
  readonly #listeners = new Set<EventListener>();
  #seq = 0;

  constructor(epoch: string, now: () => number) {
    this.epoch = epoch;
    this.#now = now;
  }

  get seq(): number {
    return this.#seq;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  publish(event: NewConsoleEvent): void {
    this.#seq += 1;
    if (this.#listeners.size === 0) return;
    const { type, ...rest } = event;
    const message = encode({ type, seq: this.#seq, at: this.#now(), ...rest } as ConsoleEvent);
    for (const listener of [...this.#listeners]) listener(message);
  }

  /** Hands `hello` to the listener at once, then every later event; the returned function ends it. */
  subscribe(listener: EventListener): () => void {
    listener(encode({ type: 'hello', epoch: this.epoch, seq: this.#seq, at: this.#now() }));
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function encode(event: ConsoleEvent): Buffer {
  return Buffer.from(`data: ${JSON.stringify(event)}\n\n`);
}
