import { z } from 'zod';
import { ClusterId } from '../connect/names.ts';

/** What can be asked of a connector through `POST /api/v1/actions`. */
export const ACTION_KINDS = [
  'restart-failed-tasks',
  'restart-connector',
  'restart-all',
  'restart-task',
  'pause',
  'resume',
  'stop',
  'reset-topics',
  'delete',
] as const;
/** One of `ACTION_KINDS`. */
export const ActionKind = z.enum(ACTION_KINDS);
export type ActionKind = z.infer<typeof ActionKind>;

/** Whom an action is for. */
export const ActionTarget = z.strictObject({
  clusterId: ClusterId,
  connector: z.string().min(1),
  /** Only for `restart-task`. */
  task: z.number().int().min(0).optional(),
});
export type ActionTarget = z.infer<typeof ActionTarget>;

/** One action on one or many connectors; each target gets its own record. */
export const ActionRequest = z.strictObject({
  action: ActionKind,
  targets: z.array(ActionTarget).min(1).max(1000),
});
export type ActionRequest = z.input<typeof ActionRequest>;

/** What became of one instance. `id` null is the connector itself. Units: `afterMs` from the worker's acceptance. */
export const InstanceOutcome = z.object({
  id: z.number().int().nullable(),
  state: z.string(),
  afterMs: z.number().nullable(),
  /** Only when it failed again: whether the cause line is the same as before. */
  sameError: z.boolean().nullable(),
});
export type InstanceOutcome = z.infer<typeof InstanceOutcome>;

/**
 * One thing a user (or the console) asked, followed to its outcome.
 *
 * | phase | true in it | left by |
 * | --- | --- | --- |
 * | `asking` | the request is on its way | the worker's answer |
 * | `following` | the worker accepted; the states are watched | all settled, or the deadline |
 * | `succeeded` / `failed` | observed so | – |
 * | `refused` | the worker answered an error | – |
 * | `unknown` | no answer, or not seen settled in time | – |
 */
export const ActionRecord = z.object({
  id: z.string(),
  at: z.number(),
  actor: z.string(),
  action: z.union([ActionKind, z.enum(['create', 'edit-config', 'alter-offsets', 'reset-offsets'])]),
  clusterId: ClusterId,
  connector: z.string(),
  task: z.number().int().nullable(),
  phase: z.enum(['asking', 'following', 'succeeded', 'failed', 'refused', 'unknown']),
  /** The Connect cluster is rebalancing: it will be asked again, unless somebody cancels. */
  isWaiting: z.boolean().default(false),
  /** HTTP status the worker answered, and its words when it refused. */
  workerStatus: z.number().int().nullable(),
  workerMessage: z.string().nullable(),
  /** The outcome in words: "2 of 2 tasks running after 1.4 s". Null while it is not known. */
  summary: z.string().nullable(),
  outcomes: z.array(InstanceOutcome),
  finishedAt: z.number().nullable(),
});
export type ActionRecord = z.infer<typeof ActionRecord>;

/** Actions, newest first. */
export const ActionList = z.object({ actions: z.array(ActionRecord) });
export type ActionList = z.infer<typeof ActionList>;
