import 'server-only';
import type { Lane, LaneFigures, StatusEvent } from '@/lib/api/timeline';
import type { Span } from './build-timeline';
import { failedSince } from './outage';

/**
 * Adds up what exact lanes show. Pure. A failure is counted when it began in the window, a restore when it ended in it;
 * a restore lasts from the failure on, also when that was before the window's first event.
 */
export function laneFigures(
  lanes: readonly Lane[],
  events: readonly StatusEvent[],
  window: Span,
  now: number,
): LaneFigures[] {
  const end = Math.min(window.to, now);
  return lanes.map(({ task, segments }) => {
    const ms: Record<string, number> = {};
    for (const { from, to, state } of segments) ms[state] = (ms[state] ?? 0) + ((to ?? end) - from);
    const own = events.filter((event) => event.task === task);
    let failedAt = own[0]?.from === 'FAILED' ? window.from : undefined;
    const figures = { changes: 0, failures: 0, restores: 0, restoreMs: 0 };
    for (const { at, from, to } of own) {
      figures.changes += 1;
      if (to === 'FAILED' && from !== 'FAILED') figures.failures += 1;
      if (to === 'RUNNING' && failedAt !== undefined) {
        figures.restores += 1;
        figures.restoreMs += Math.max(0, at - failedAt);
      }
      failedAt = failedSince(failedAt, to, at);
    }
    return { task, ms, ...figures };
  });
}
