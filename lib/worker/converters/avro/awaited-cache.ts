import type { Clock } from '../../../base/clock.ts';
import { Pending } from '../../api/converter.ts';
import { RetriableException } from '../../api/exceptions.ts';

interface Entry<T> {
  readonly settled: Promise<unknown>;
  outcome?: { readonly value: T } | { readonly error: unknown; readonly until: number };
}

/** How long a refusal is believed, so that a million records do not ask a million times. */
const REFUSAL_MS = 1_000;

/**
 * What had to be waited for, for who cannot wait.
 *
 * Shape: keeps the `size` entries that were made last. Errors: Pending until it is there; then what `load` threw, after
 * which something that may go away is asked for anew, and a refusal a second later.
 */
export class AwaitedCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #size: number;
  readonly #clock: Clock;

  constructor(size: number, clock: Clock) {
    this.#size = size;
    this.#clock = clock;
  }

  get(key: string, load: () => Promise<T>): T {
    const entry = this.#entries.get(key) ?? this.#start(key, load);
    const { outcome } = entry;
    if (!outcome) throw new Pending(entry.settled);
    if ('value' in outcome) return outcome.value;
    const { error, until } = outcome;
    if (error instanceof RetriableException || this.#clock.monotonic() >= until) this.#entries.delete(key);
    throw error;
  }

  #start(key: string, load: () => Promise<T>): Entry<T> {
    const settled = load().then(
      (value) => {
        entry.outcome = { value };
      },
      (error: unknown) => {
        entry.outcome = { error, until: this.#clock.monotonic() + REFUSAL_MS };
      },
    );
    const entry: Entry<T> = { settled };
    this.#entries.set(key, entry);
    if (this.#entries.size > this.#size) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
    return entry;
  }
}
