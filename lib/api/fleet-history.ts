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

/**
 * The last day of the whole fleet. `buckets`: oldest first, each with the highest number of failed tasks in it.
 * `changes`: newest first. Units: times in ms since the epoch, `bucketMs` in ms.
 */
export const FleetHistory = z.object({
  bucketMs: z.number(),
  buckets: z.array(z.object({ at: z.number(), failed: z.number().int() })),
  changes: z.array(FleetChange),
});
export type FleetHistory = z.infer<typeof FleetHistory>;
