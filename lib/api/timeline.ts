import { z } from 'zod';
import { ActionRecord } from './actions.ts';

/** One observed change. `task` null is the connector. `from` null: first seen. `to` null: gone. */
export const StatusEvent = z.object({
  at: z.number(),
  task: z.number().int().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  workerId: z.string().nullable(),
  cause: z.string().nullable(),
});
export type StatusEvent = z.infer<typeof StatusEvent>;

/** A stretch of one state. Units: ms since the epoch; `to` null means it goes on. */
export const Segment = z.object({ from: z.number(), to: z.number().nullable(), state: z.string() });
export type Segment = z.infer<typeof Segment>;

/** One lane; `task` null is the connector's. */
export const Lane = z.object({ task: z.number().int().nullable(), segments: z.array(Segment) });
export type Lane = z.infer<typeof Lane>;

/**
 * What a lane adds up to in the window. `ms`: state → time in it, as far as the console looked; states other than
 * RUNNING, FAILED, PAUSED and STOPPED may be summed up as `OTHER`. Units: ms.
 */
export const LaneFigures = z.object({
  task: z.number().int().nullable(),
  ms: z.record(z.string(), z.number()),
  changes: z.number().int(),
  failures: z.number().int(),
  restores: z.number().int(),
  restoreMs: z.number(),
});
export type LaneFigures = z.infer<typeof LaneFigures>;

/**
 * The connector's history in a window, oldest first. `gaps`: when the console did not look. `lost`: changes that were
 * seen but could not be kept. `resolutionMs`: null when every change is there; else lanes show the worst state of each
 * stretch of this length, and only the newest events are listed.
 */
export const Timeline = z.object({
  from: z.number(),
  to: z.number(),
  watchingSince: z.number().nullable(),
  lanes: z.array(Lane),
  events: z.array(StatusEvent),
  actions: z.array(ActionRecord),
  gaps: z.array(z.object({ from: z.number(), to: z.number() })),
  lost: z.array(z.object({ from: z.number(), to: z.number(), lost: z.number().int() })),
  figures: z.array(LaneFigures),
  /** Restarts users or the console asked for in the window. */
  restarts: z.number().int(),
  resolutionMs: z.number().nullable(),
});
export type Timeline = z.infer<typeof Timeline>;
