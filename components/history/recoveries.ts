import type { Timeline } from '@/lib/api/timeline';

/** Failures in a window. Units: ms; null when none was restored in it. */
export interface Recoveries {
  readonly failures: number;
  readonly meanMs: number | null;
  readonly longestMs: number | null;
}

/** Counts stretches of FAILED that began in the window, over all lanes, and how long those that ended lasted. */
export function recoveriesOf(timeline: Timeline): Recoveries {
  const failed = timeline.lanes
    .flatMap((lane) => lane.segments)
    .filter((segment) => segment.state === 'FAILED' && segment.from >= timeline.from);
  const lasted = failed.flatMap(({ from, to }) => (to === null || to >= timeline.to ? [] : [to - from]));
  return {
    failures: failed.length,
    meanMs: lasted.length === 0 ? null : lasted.reduce((sum, ms) => sum + ms, 0) / lasted.length,
    longestMs: lasted.length === 0 ? null : Math.max(...lasted),
  };
}
