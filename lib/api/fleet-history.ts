import { z } from 'zod';
import { ClusterId } from '../connect/names.ts';

/** One observed change of a connector (`task` null) or a task, somewhere in the fleet. */
export const FleetChange = z.object({
  at: z.number(),
  clusterId: ClusterId,
  connector: z.string(),
  task: z.number().int().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  cause: z.string().nullable(),
});
export type FleetChange = z.infer<typeof FleetChange>;

/** An hour of failed tasks. `failed`: most at any moment. Units: `at` its beginning, ms since the epoch. */
const FailedHour = z.object({ at: z.number(), failed: z.number().int() });

/**
 * The last day of the whole fleet. `buckets`: its hours, oldest first. `changes`: newest first. Units: times in ms
 * since the epoch, `bucketMs` in ms.
 */
export const FleetHistory = z.object({
  bucketMs: z.number(),
  buckets: z.array(FailedHour),
  changes: z.array(FleetChange),
});
export type FleetHistory = z.infer<typeof FleetHistory>;

/** A day (UTC) of failed tasks. Units: `at` its beginning in ms since the epoch; sums in ms. */
const FailedDay = z.object({
  at: z.number(),
  failedMs: z.number(),
  failures: z.number().int(),
  restores: z.number().int(),
  restoreMs: z.number(),
});
export type FailedDay = z.infer<typeof FailedDay>;

/** A connector with what its tasks and itself failed in a stretch. `uptime`: share from 0 to 1. Units: ms. */
export const FailedConnector = z.object({
  clusterId: ClusterId,
  connector: z.string(),
  failedMs: z.number(),
  failures: z.number().int(),
  restores: z.number().int(),
  restoreMs: z.number(),
  uptime: z.number().nullable(),
});
export type FailedConnector = z.infer<typeof FailedConnector>;

/** Failures of the whole fleet: hours of the last week, days of the last 90, and the worst connectors of those. */
export const FailureReport = z.object({
  now: z.number(),
  watchingSince: z.number().nullable(),
  hours: z.array(FailedHour),
  days: z.array(FailedDay),
  worst: z.array(FailedConnector),
});
export type FailureReport = z.infer<typeof FailureReport>;

/** Connectors that failed on a day, worst first, at most 200 of `total`. */
export const FailuresOfDay = z.object({
  at: z.number(),
  total: z.number().int(),
  connectors: z.array(FailedConnector),
});
export type FailuresOfDay = z.infer<typeof FailuresOfDay>;
