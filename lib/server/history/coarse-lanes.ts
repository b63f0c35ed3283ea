import 'server-only';
import type { Selectable } from 'kysely';
import type { Lane, LaneFigures, Segment } from '@/lib/api/timeline';
import type { Db } from '../db/open';
import type { RollupTable } from '../db/schema';
import { cutAtGaps, type Span } from './build-timeline';
import type { Instance } from './read-events';

type Rollup = Selectable<RollupTable>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A longer window is drawn from days. */
const HOURS_UP_TO_MS = 8 * DAY_MS;

/** Worst first. What is not named is `OTHER`. */
const COLUMNS = [
  ['FAILED', 'failed_ms'],
  ['OTHER', 'other_ms'],
  ['STOPPED', 'stopped_ms'],
  ['PAUSED', 'paused_ms'],
  ['RUNNING', 'running_ms'],
] as const;

/** What a coarse picture is made of. `gaps`: when nobody looked. Units: ms. */
export interface CoarseInput {
  readonly window: Span;
  readonly now: number;
  readonly gaps: readonly Span[];
}

/** A window's lanes and figures from what was added up per hour or day. */
export interface CoarseLanes {
  readonly resolutionMs: number;
  readonly lanes: Lane[];
  readonly figures: LaneFigures[];
}

/** Reads lanes of a window with more changes than can be drawn: each stretch shows its worst state. */
export async function readCoarseLanes(
  db: Db,
  instances: readonly Instance[],
  input: CoarseInput,
): Promise<CoarseLanes> {
  const { window } = input;
  const resolutionMs = window.to - window.from > HOURS_UP_TO_MS ? DAY_MS : HOUR_MS;
  const lanes: Lane[] = [];
  const figures: LaneFigures[] = [];
  for (const { id, task } of instances) {
    const rows = await db
      .selectFrom(resolutionMs === DAY_MS ? 'rollup_day' : 'rollup_hour')
      .selectAll()
      .where('instance', '=', id)
      .where('bucket', '>=', Math.floor(window.from / resolutionMs))
      .where('bucket', '<=', Math.floor(window.to / resolutionMs))
      .orderBy('bucket')
      .execute();
    if (rows.length === 0) continue;
    const lane = coarseLane(rows, resolutionMs, input);
    lanes.push({ task, segments: lane.segments });
    figures.push({ task, ...lane.figures });
  }
  return { resolutionMs, lanes, figures };
}

/**
 * Draws one lane from its rows, oldest first. Pure.
 *
 * A bucket without a row was spent in the state at the end of the last one; so was the rest of a bucket after its
 * last change.
 */
export function coarseLane(
  rows: readonly Rollup[],
  size: number,
  { window, now, gaps }: CoarseInput,
): { segments: Segment[]; figures: Omit<LaneFigures, 'task'> } {
  const ms = new Map<string, number>();
  const drawn: { from: number; to: number; state: string }[] = [];
  const figures = { changes: 0, failures: 0, restores: 0, restoreMs: 0 };
  const end = Math.min(window.to, now);
  const draw = (from: number, to: number, state: string) => {
    const last = drawn.at(-1);
    if (last?.state === state && last.to === from) last.to = to;
    else if (to > from) drawn.push({ from, to, state });
  };
  for (const [index, row] of rows.entries()) {
    const start = row.bucket * size;
    const next = Math.min(rows[index + 1] ? (rows[index + 1]?.bucket ?? 0) * size : end, end);
    const bucketEnd = Math.min(start + size, next);
    const tail = row.end_state === null ? 0 : lookedIn({ from: row.end_at, to: next }, gaps);
    for (const [state, column] of COLUMNS) add(ms, state, row[column]);
    if (row.end_state !== null) add(ms, nameOf(row.end_state), tail);
    figures.changes += row.changes;
    figures.failures += row.failures;
    figures.restores += row.restores;
    figures.restoreMs += row.restore_ms;
    draw(Math.max(start, window.from), bucketEnd, worstOf(row));
    if (row.end_state !== null) draw(bucketEnd, next, row.end_state);
  }
  const pieces = drawn.flatMap((segment) => cutAtGaps(segment, gaps));
  const last = pieces.at(-1);
  const goesOn = last && last.to === now && window.to >= now;
  const segments: Segment[] = goesOn ? [...pieces.slice(0, -1), { ...last, to: null }] : pieces;
  return {
    segments,
    figures: { ms: Object.fromEntries([...ms].filter(([, time]) => time > 0)), ...figures },
  };
}

function add(ms: Map<string, number>, state: string, time: number): void {
  ms.set(state, (ms.get(state) ?? 0) + time);
}

function nameOf(state: string): string {
  return COLUMNS.some(([name]) => name === state) ? state : 'OTHER';
}

/** The worst state a bucket saw. A state that only began at its end counts, too. */
function worstOf(row: Rollup): string {
  const ended = row.end_state === null ? undefined : nameOf(row.end_state);
  const worst = COLUMNS.find(([state, column]) => row[column] > 0 || ended === state)?.[0] ?? 'OTHER';
  if (row.failures > 0) return 'FAILED';
  return worst === 'OTHER' ? 'UNASSIGNED' : worst;
}

function lookedIn({ from, to }: Span, gaps: readonly Span[]): number {
  const missing = gaps.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(to, gap.to) - Math.max(from, gap.from)),
    0,
  );
  return Math.max(0, to - from - missing);
}
