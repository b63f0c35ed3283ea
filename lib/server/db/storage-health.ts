import 'server-only';
import type { StorageState } from '@/lib/api/storage';

/**
 * Whether the console's database can be written, as those who write in the background see it.
 *
 * | state | true in it | left by |
 * | --- | --- | --- |
 * | `ok` | the last background write worked | a write that failed |
 * | `read-only` | the last one failed; `reason` says why | a write that worked |
 */
export class StorageHealth {
  readonly #now: () => number;
  readonly #tell: (state: StorageState) => void;
  #current: StorageState;

  /** `tell` is called at every change of state. */
  constructor(now: () => number, tell: (state: StorageState) => void) {
    this.#now = now;
    this.#tell = tell;
    this.#current = { state: 'ok', since: now(), reason: null };
  }

  get current(): StorageState {
    return this.#current;
  }

  worked(): void {
    if (this.#current.state === 'ok') return;
    this.#current = { state: 'ok', since: this.#now(), reason: null };
    this.#tell(this.#current);
  }

  failed(reason: string): void {
    const since = this.#current.state === 'read-only' ? this.#current.since : this.#now();
    const isNews = this.#current.state === 'ok' || this.#current.reason !== reason;
    this.#current = { state: 'read-only', since, reason };
    if (isNews) this.#tell(this.#current);
  }
}
