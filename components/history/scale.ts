import { zoneOffset } from '@/components/ui/time';

/** A stretch on the time axis as shares of the width. Units: percent. */
export interface Box {
  readonly left: number;
  readonly width: number;
}

/** Maps a stretch of time into a window; undefined when it lies outside. `to` null: it goes on to the window's end. */
export function boxOf(
  window: { from: number; to: number },
  part: { from: number; to: number | null },
): Box | undefined {
  const span = window.to - window.from;
  const from = Math.max(part.from, window.from);
  const to = Math.min(part.to ?? window.to, window.to);
  if (span <= 0 || to < from) return undefined;
  return { left: ((from - window.from) / span) * 100, width: ((to - from) / span) * 100 };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY];

/** Round times inside the window for the axis, at most `max`. Units: ms since the epoch. */
export function ticksOf(window: { from: number; to: number }, max: number): number[] {
  const step = STEPS.find((one) => (window.to - window.from) / one <= max) ?? 30 * DAY;
  const zone = zoneOffset(window.from);
  const first = Math.ceil((window.from - zone) / step) * step + zone;
  const ticks: number[] = [];
  for (let at = first; at <= window.to; at += step) ticks.push(at);
  return ticks;
}
