import 'server-only';
import { causeLine } from '@/lib/connect/trace';
import type { ObservedInstance, ObservedStatus } from '../../fleet/observed';

/** What a request should lead to. */
export type Wanted = 'running' | 'paused' | 'stopped' | 'gone';

/** How long to wait before believing what is seen. Units: ms. */
export interface JudgeTimings {
  /** A task shows RUNNING for a moment before it fails again: only after so long is it running. */
  readonly settleMs: number;
  /** A status that has not moved since the request may be the one from before: only after so long is it new. */
  readonly staleMs: number;
  /** A running connector without tasks: after so long it has none. */
  readonly noTasksMs: number;
}

/** What the console waits: longer than a worker's own pauses, shorter than patience. */
export const JUDGE_TIMINGS: JudgeTimings = { settleMs: 1_500, staleMs: 2_200, noTasksMs: 5_000 };

/** What is followed. `instances`: which ones, null being the connector; or all that the status shows. */
export interface Expectation {
  readonly wanted: Wanted;
  readonly instances: readonly (number | null)[] | 'all';
  /** Each instance as it was before the request. */
  readonly before: ReadonlyMap<number | null, ObservedInstance>;
}

/**
 * How one instance ended. Units: ms from the worker's acceptance. `afterMs` is null when its change fell between two
 * looks; it then happened within `withinMs`.
 */
export interface InstanceVerdict {
  readonly id: number | null;
  readonly state: string;
  readonly end: 'good' | 'failed' | 'pending';
  readonly afterMs: number | null;
  readonly withinMs: number;
  readonly wasFailed: boolean;
  readonly sameError: boolean | null;
  readonly cause: string | null;
}

interface Track {
  state: string;
  sinceMs: number;
  moved: boolean;
}

/**
 * Decides from a series of looks whether a request led to what was wanted.
 *
 * | an instance is | when |
 * | --- | --- |
 * | good | it shows the wanted state; RUNNING must hold for `settleMs` |
 * | failed | FAILED after it moved, or FAILED as before once `staleMs` have passed: it failed between two looks |
 * | pending | everything else |
 *
 * "Moved" means: since the request it showed another state, or FAILED with another trace. Looks must come in order.
 */
export class Judge {
  readonly #expectation: Expectation;
  readonly #timings: JudgeTimings;
  readonly #tracks = new Map<number | null, Track>();
  #verdicts: InstanceVerdict[] = [];
  #done = false;

  constructor(expectation: Expectation, timings: JudgeTimings = JUDGE_TIMINGS) {
    this.#expectation = expectation;
    this.#timings = timings;
  }

  get done(): boolean {
    return this.#done;
  }

  get verdicts(): readonly InstanceVerdict[] {
    return this.#verdicts;
  }

  /** Takes in one look. `undefined`: the worker has no status. Units: `afterMs` since the worker's acceptance. */
  observe(status: ObservedStatus | undefined, afterMs: number): void {
    const { wanted, instances } = this.#expectation;
    if (status === undefined) {
      this.#verdicts = wanted === 'gone' ? [gone(afterMs)] : [];
      this.#done = wanted === 'gone';
      return;
    }
    const shown = [status.connector, ...status.tasks];
    const followed = instances === 'all' ? shown : shown.filter(({ task }) => instances.includes(task));
    this.#verdicts = followed.map((instance) => this.#judge(instance, afterMs));
    const complete =
      instances === 'all' ? this.#isComplete(status, afterMs) : followed.length === instances.length;
    this.#done = complete && this.#verdicts.every(({ end }) => end !== 'pending');
  }

  #isComplete(status: ObservedStatus, afterMs: number): boolean {
    const { wanted } = this.#expectation;
    if (wanted === 'gone') return false;
    if (wanted === 'stopped') return status.tasks.length === 0;
    if (wanted === 'paused' || status.tasks.length > 0 || status.connector.state === 'FAILED') return true;
    return afterMs >= this.#timings.noTasksMs;
  }

  #judge(instance: ObservedInstance, afterMs: number): InstanceVerdict {
    const before = this.#expectation.before.get(instance.task);
    const track = this.#follow(instance, before, afterMs);
    const trusted = track.moved || afterMs >= this.#timings.staleMs;
    const wasFailed = before?.state === 'FAILED';
    const cause = instance.state === 'FAILED' ? causeLine(instance.trace) : null;
    return {
      id: instance.task,
      state: instance.state,
      end: trusted ? this.#endOf(instance.state, before?.state, afterMs - track.sinceMs) : 'pending',
      afterMs: track.moved ? track.sinceMs : null,
      withinMs: afterMs,
      wasFailed,
      sameError: instance.state === 'FAILED' && wasFailed ? cause === causeLine(before.trace) : null,
      cause,
    };
  }

  #follow(instance: ObservedInstance, before: ObservedInstance | undefined, afterMs: number): Track {
    const known = this.#tracks.get(instance.task);
    const moved =
      known?.moved === true ||
      before === undefined ||
      before.state !== instance.state ||
      (instance.state === 'FAILED' && before.trace !== instance.trace);
    const sameStretch = known?.state === instance.state && known.moved === moved;
    const track = { state: instance.state, moved, sinceMs: sameStretch ? known.sinceMs : afterMs };
    this.#tracks.set(instance.task, track);
    return track;
  }

  #endOf(state: string, before: string | undefined, heldMs: number): InstanceVerdict['end'] {
    const { wanted } = this.#expectation;
    if (wanted === 'stopped') return state === 'STOPPED' ? 'good' : 'pending';
    if (wanted === 'gone') return 'pending';
    if (state === 'FAILED') return 'failed';
    if (wanted === 'paused') return state === 'PAUSED' ? 'good' : 'pending';
    const kept = (state === 'PAUSED' || state === 'STOPPED') && before === state;
    return (state === 'RUNNING' || kept) && heldMs >= this.#timings.settleMs ? 'good' : 'pending';
  }
}

function gone(afterMs: number): InstanceVerdict {
  return {
    id: null,
    state: 'GONE',
    end: 'good',
    afterMs,
    withinMs: afterMs,
    wasFailed: false,
    sameError: null,
    cause: null,
  };
}
