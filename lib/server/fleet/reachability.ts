import 'server-only';
import type { ClusterProblem, Reachability } from '@/lib/api/clusters';

/**
 * Whether a cluster answers.
 *
 * | state | true in it | left by |
 * | --- | --- | --- |
 * | `connecting` | nobody has answered yet, nothing has failed | first answer, failure or overdue look |
 * | `live` | the last look worked | a failed or overdue look |
 * | `stale` | one look failed or is overdue; the rows are from `asOf` | an answer, a second failure |
 * | `rebalancing` | the worker answered 409: its group is rebalancing; the rows are from `asOf` | any other answer |
 * | `unreachable` | two looks in a row failed, or the first ever failed or is overdue | an answer |
 */
export class ReachabilityTracker {
  readonly #now: () => number;
  #current: Reachability;
  #failures = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#current = { state: 'connecting', asOf: null, since: now(), pollMs: null, problem: null };
  }

  get current(): Reachability {
    return this.#current;
  }

  /** How many looks failed in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** A look worked. Returns whether the state changed. Units: `pollMs` how long it took. */
  succeeded(pollMs: number): boolean {
    this.#failures = 0;
    return this.#move('live', { asOf: this.#now(), pollMs: Math.round(pollMs), problem: null });
  }

  /** A look failed. Returns whether state or problem changed. */
  failed(problem: ClusterProblem): boolean {
    if (problem.kind === 'rebalancing') {
      this.#failures = 0;
      return this.#move('rebalancing', { problem });
    }
    this.#failures += 1;
    const lost = this.#failures >= 2 || this.#current.asOf === null;
    const changed = this.#current.problem?.message !== problem.message;
    return this.#move(lost ? 'unreachable' : 'stale', { problem }) || changed;
  }

  /** A look is taking long. Returns whether the state changed. */
  overdue(problem: ClusterProblem): boolean {
    if (this.#current.state === 'connecting') return this.#move('unreachable', { problem });
    return this.#current.state === 'live' && this.#move('stale', { problem });
  }

  #move(state: Reachability['state'], more: Partial<Reachability>): boolean {
    const moved = this.#current.state !== state;
    this.#current = { ...this.#current, ...more, state, ...(moved ? { since: this.#now() } : {}) };
    return moved;
  }
}
