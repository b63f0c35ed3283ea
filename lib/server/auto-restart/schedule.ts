import 'server-only';
import { causePattern } from '@/lib/connect/cause-pattern';

/** What is kept of one connector. Units: `lastAt` ms since the epoch. */
export interface RestartState {
  readonly enabled: boolean;
  readonly maxRestarts: number;
  /** Restarts since it last ran well. */
  readonly restarts: number;
  readonly lastAt: number | null;
  /** The cause line that the last restart was for. */
  readonly cause: string | null;
  /** How many restarts in a row were for this cause. */
  readonly sameCause: number;
  readonly gaveUp: string | null;
}

/** What the last look showed. `handsOff` is why a failed connector must be left alone, null when it need not be. */
export interface Seen {
  readonly failing: boolean;
  readonly handsOff: string | null;
  readonly cause: string | null;
}

/** What to do now. Units: `at` ms since the epoch. */
export type Decision =
  | { readonly do: 'nothing' }
  | { readonly do: 'leave'; readonly why: string }
  | { readonly do: 'wait'; readonly at: number }
  | { readonly do: 'reset' }
  | { readonly do: 'give-up'; readonly why: string };

/** With the waits in between, some three hours of trying. */
export const DEFAULT_MAX_RESTARTS = 7;
const MINUTE_MS = 60_000;
const SAME_CAUSE_LIMIT = 3;
/** A status may still be the one from before the restart; only after so long it counts as failed again. */
const BELIEVE_AFTER_MS = 30_000;

/** How long to wait after the n-th restart: min(n² + n, 60) minutes. Source: Strimzi's auto-restart. */
export function waitMs(restarts: number): number {
  return Math.min(restarts * restarts + restarts, 60) * MINUTE_MS;
}

/**
 * Decides what to do about one connector. Pure.
 *
 * Shape: `wait` holds the time of the next restart, which may have passed. `failingSince`: when it was first seen
 * failing. A restart is due at once the first time, then `waitMs` after the last one. The count is forgotten only
 * when nothing is failed and the interval of the current count has passed.
 */
export function decide(state: RestartState, seen: Seen, now: number, failingSince: number): Decision {
  if (!state.enabled) return { do: 'nothing' };
  const { restarts, lastAt } = state;
  if (!seen.failing) {
    const used = restarts > 0 || state.gaveUp !== null;
    return used && now >= (lastAt ?? 0) + waitMs(restarts) ? { do: 'reset' } : { do: 'nothing' };
  }
  if (state.gaveUp !== null) return { do: 'nothing' };
  if (seen.handsOff !== null) return { do: 'leave', why: seen.handsOff };
  if (restarts === 0 || lastAt === null) return { do: 'wait', at: failingSince };
  const why = now - lastAt >= BELIEVE_AFTER_MS ? whyGiveUp(state, seen) : null;
  return why === null ? { do: 'wait', at: lastAt + waitMs(restarts) } : { do: 'give-up', why };
}

function whyGiveUp(state: RestartState, seen: Seen): string | null {
  if (state.sameCause >= SAME_CAUSE_LIMIT && isSameCause(state.cause, seen.cause)) {
    return `same error ${SAME_CAUSE_LIMIT} times`;
  }
  if (state.restarts < state.maxRestarts) return null;
  return state.restarts === 1 ? '1 restart did not help' : `${state.restarts} restarts did not help`;
}

/** The state to commit right before a restart, so that a crash in between loses a try and never adds one. */
export function countRestart(state: RestartState, seen: Seen, now: number): RestartState {
  const again = state.restarts > 0 && isSameCause(state.cause, seen.cause);
  return {
    ...state,
    restarts: state.restarts + 1,
    lastAt: now,
    cause: seen.cause,
    sameCause: again ? state.sameCause + 1 : 1,
  };
}

/** Forgets what was tried; settings and the time of the last restart stay. */
export function forget(state: RestartState): RestartState {
  return { ...state, restarts: 0, cause: null, sameCause: 0, gaveUp: null };
}

/** No reason twice is the same reason. */
function isSameCause(a: string | null, b: string | null): boolean {
  return a === null || b === null ? a === b : causePattern(a) === causePattern(b);
}
