import type { LaneFigures } from '@/lib/api/timeline';

/** All lanes of a window together. `uptime`: from 0 to 1, null when nothing was seen. Units: ms. */
export interface Summary {
  readonly uptime: number | null;
  readonly failures: number;
  readonly restores: number;
  readonly restoreMs: number;
  readonly changes: number;
}

/** Adds lanes up. Time in which somebody had paused or stopped it counts neither as up nor as down. */
export function summaryOf(figures: readonly LaneFigures[]): Summary {
  const sum = (of: (lane: LaneFigures) => number) => figures.reduce((total, lane) => total + of(lane), 0);
  const inState = (state: string) => sum(({ ms }) => ms[state] ?? 0);
  const all = sum(({ ms }) => Object.values(ms).reduce((total, time) => total + time, 0));
  const meant = all - inState('PAUSED') - inState('STOPPED');
  return {
    uptime: meant > 0 ? inState('RUNNING') / meant : null,
    failures: sum((lane) => lane.failures),
    restores: sum((lane) => lane.restores),
    restoreMs: sum((lane) => lane.restoreMs),
    changes: sum((lane) => lane.changes),
  };
}

/** `99.95 %`: never rounded up to all of it. */
export function formatShare(share: number): string {
  if (share >= 1) return '100 %';
  return `${Math.min(99.99, Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}
