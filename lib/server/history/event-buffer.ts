import 'server-only';
import type { LostEvents, NewEvent } from './event-writer';

/** Units: bytes, roughly: text counts twice, as in memory. */
const MAX_BYTES = 64 * 1_048_576;
const BYTES_PER_EVENT = 300;

/**
 * Events that wait to be written, oldest first.
 *
 * Guarantees: holds at most 64 MiB; what is dropped then is the oldest, and it is counted per cluster.
 */
export class EventBuffer {
  #events: NewEvent[] = [];
  #bytes = 0;
  #lost = new Map<string, LostEvents>();

  get size(): number {
    return this.#events.length;
  }

  /** Counts of what was dropped and not yet told; `written` clears those that were. */
  get lost(): ReadonlyMap<string, LostEvents> {
    return this.#lost;
  }

  add(event: NewEvent): void {
    this.#events.push(event);
    this.#bytes += bytesOf(event);
    if (this.#bytes > MAX_BYTES) this.#drop();
  }

  /** Takes the oldest out; `putBack` when they could not be written. */
  take(count: number): NewEvent[] {
    const taken = this.#events.splice(0, count);
    for (const event of taken) this.#bytes -= bytesOf(event);
    return taken;
  }

  putBack(events: readonly NewEvent[]): void {
    this.#events = [...events, ...this.#events];
    for (const event of events) this.#bytes += bytesOf(event);
    if (this.#bytes > MAX_BYTES) this.#drop();
  }

  takeLost(): ReadonlyMap<string, LostEvents> {
    const lost = this.#lost;
    this.#lost = new Map();
    return lost;
  }

  putBackLost(lost: ReadonlyMap<string, LostEvents>): void {
    for (const [cluster, count] of lost) this.#count(cluster, count);
  }

  /** A tenth at a time, so that a full buffer does not move all of itself for each new event. */
  #drop(): void {
    while (this.#bytes > MAX_BYTES * 0.9 && this.#events.length > 0) {
      for (const { cluster, at } of this.take(Math.ceil(this.#events.length / 20))) {
        this.#count(cluster, { from: at, to: at, lost: 1 });
      }
    }
  }

  #count(cluster: string, { from, to, lost }: LostEvents): void {
    const known = this.#lost.get(cluster);
    this.#lost.set(cluster, {
      from: Math.min(known?.from ?? from, from),
      to: Math.max(known?.to ?? to, to),
      lost: (known?.lost ?? 0) + lost,
    });
  }
}

function bytesOf({ connector, cause, trace }: NewEvent): number {
  return BYTES_PER_EVENT + 2 * (connector.length + (cause?.length ?? 0) + (trace?.length ?? 0));
}
