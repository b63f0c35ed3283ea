import { z } from 'zod';
import { LOG_LEVELS } from '../connect/loggers.ts';

/**
 * A level that goes back by itself. `worker` null: it was set on the whole cluster. `problem`: why the last try to
 * revert it failed; it is tried again. Units: ms since the epoch.
 */
export const LoggerRevert = z.object({
  id: z.number().int(),
  logger: z.string(),
  worker: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  actor: z.string(),
  at: z.number(),
  dueAt: z.number(),
  problem: z.string().nullable(),
});
export type LoggerRevert = z.infer<typeof LoggerRevert>;

/** Loggers of one worker. `supported` false: the worker does not offer them here. `canScope`: from 3.7 on. */
export const LoggersView = z.object({
  supported: z.boolean(),
  canScope: z.boolean(),
  worker: z.string(),
  workers: z.array(z.string()),
  loggers: z.array(z.object({ name: z.string(), level: z.string(), lastModified: z.number().nullable() })),
  reverts: z.array(LoggerRevert),
});
export type LoggersView = z.infer<typeof LoggersView>;

/** Which worker's loggers; the first of the cluster unless said otherwise. */
export const LoggersQuery = z.object({ worker: z.string().optional() });
export type LoggersQuery = z.infer<typeof LoggersQuery>;

/** A level to set, on the worker named or on all of the cluster (from 3.7 on). It goes back after 15 minutes. */
export const LoggerChange = z.strictObject({
  logger: z.string().trim().min(1).max(1_000),
  level: z.enum(LOG_LEVELS),
  scope: z.enum(['worker', 'cluster']),
  worker: z.string(),
});
export type LoggerChange = z.infer<typeof LoggerChange>;
