import 'server-only';
import { setImmediate as turn } from 'node:timers/promises';
import type { ConsoleEvent } from '@/lib/api/events';

type Unnumbered<T> = T extends { seq: number } ? Omit<T, 'seq' | 'at'> : never;
/** An event before it gets its number and time. */
export type NewConsoleEvent = Unnumbered<Exclude<ConsoleEvent, { type: 'hello' }>>;
/** Gets every event as the bytes of a server-sent message; the buffer is shared between all listeners. */
export type EventListener = (message: Buffer) => void;

const LISTENERS_AT_ONCE = 40;

/**
 * Numbers the console's changes and hands each to everybody who listens.
 *
 * Guarantees: `seq` grows by one per event; a message is encoded once, however many listen,
 * and everybody gets them in order.
 */
export class EventHub {
  readonly epoch: string;
  readonly #now: () => number;
  /** Listener → the last event that was before its time. */
  readonly #listeners = new Map<EventListener, number>();
  readonly #queue: { seq: number; message: Buffer }[] = [];
  #isSending = false;
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
    this.#queue.push({ seq: this.#seq, message });
    if (!this.#isSending) void this.#send();
  }

  /** Hands `hello` to the listener at once, then every later event; the returned function ends it. */
  subscribe(listener: EventListener): () => void {
    listener(encode({ type: 'hello', epoch: this.epoch, seq: this.#seq, at: this.#now() }));
    this.#listeners.set(listener, this.#seq);
    return () => this.#listeners.delete(listener);
  }

  /** In pieces: the streams behind many listeners would block everybody else for as long as they take together. */
  async #send(): Promise<void> {
    this.#isSending = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      let sent = 0;
      for (const [listener, since] of this.#listeners) {
        // Who came while this event waited has it in the snapshot already.
        if (since >= next.seq) continue;
        listener(next.message);
        sent += 1;
        if (sent % LISTENERS_AT_ONCE === 0) await turn();
      }
    }
    this.#isSending = false;
  }
}

function encode(event: ConsoleEvent): Buffer {
  return Buffer.from(`data: ${JSON.stringify(event)}\n\n`);
}
