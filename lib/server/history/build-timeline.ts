import 'server-only';
import type { Lane, Segment, StatusEvent } from '@/lib/api/timeline';

/** A stretch of time. Units: ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a window is drawn from. `before`: the newest event of each lane before the window. `events`: in the window, oldest first. */
export interface TimelineInput {
  readonly window: Span;
  readonly now: number;
  readonly before: readonly StatusEvent[];
  readonly events: readonly StatusEvent[];
  readonly looked: readonly Span[];
}

/** Returns when nobody looked inside a window, oldest first; the future is not a gap. */
export function gapsIn(window: Span, looked: readonly Span[], now: number): Span[] {
  const gaps: Span[] = [];
  let at = window.from;
  for (const { from, to } of [...looked].sort((a, b) => a.from - b.from)) {
    if (to <= at) continue;
    if (from > at) gaps.push({ from: at, to: Math.min(from, window.to) });
    at = Math.max(at, to);
    if (at >= window.to) break;
  }
  const end = Math.min(window.to, now);
  if (at < end) gaps.push({ from: at, to: end });
  return gaps.filter(({ from, to }) => to > from);
}

/**
 * Builds one lane per instance: the connector first, then tasks by id.
 *
 * Guarantees: a lane knows its state at the window's start; segments never reach into a gap, because nobody knows
 * what was then; `to` is null only for a state that goes on now.
 */
export function buildLanes(input: TimelineInput): Lane[] {
  const { window, now, before, events, looked } = input;
  const gaps = gapsIn(window, looked, now);
  const ids = new Set([...before, ...events].map(({ task }) => task));
  const ordered = [...ids].sort((a, b) => (a ?? -1) - (b ?? -1));
  return ordered
    .map((task) => {
      const start = before.find((event) => event.task === task)?.to ?? null;
      const own = events.filter((event) => event.task === task);
      const whole = segmentsOf(start, own, { from: window.from, to: Math.min(window.to, now) });
      const segments = whole.flatMap((segment) => cutAtGaps(segment, gaps));
      const last = segments.at(-1);
      const goesOn = last && last.to === now && window.to >= now;
      return { task, segments: goesOn ? [...segments.slice(0, -1), { ...last, to: null }] : segments };
    })
    .filter(({ segments }) => segments.length > 0);
}

/** A segment whose end is known. */
export interface ClosedSegment extends Segment {
  readonly to: number;
}

function segmentsOf(start: string | null, events: readonly StatusEvent[], span: Span): ClosedSegment[] {
  const segments: ClosedSegment[] = [];
  let state = start;
  let from = span.from;
  for (const event of events) {
    if (state !== null && event.at > from && state !== event.to) segments.push({ from, to: event.at, state });
    if (state !== event.to) from = event.at;
    state = event.to;
  }
  if (state !== null && span.to > from) segments.push({ from, to: span.to, state });
  return segments;
}

/** Cuts the gaps out of a segment. */
export function cutAtGaps(segment: ClosedSegment, gaps: readonly Span[]): ClosedSegment[] {
  let pieces: ClosedSegment[] = [segment];
  for (const gap of gaps) {
    pieces = pieces.flatMap((piece) => {
      if (gap.to <= piece.from || gap.from >= piece.to) return [piece];
      const left = { ...piece, to: gap.from };
      const right = { ...piece, from: gap.to };
      return [left, right].filter(({ from, to }) => to > from);
    });
  }
  return pieces;
}
