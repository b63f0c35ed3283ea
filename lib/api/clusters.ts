import { z } from 'zod';
import { ClusterId } from '../connect/names.ts';

/**
 * Why a cluster cannot be read now. `kind` is the last part of the error code: `refused`, `timeout`, `dns`, `tls`,
 * `reset`, `unauthorized`, `not-connect`, `protocol`.
 */
export const ClusterProblem = z.object({ kind: z.string(), message: z.string() });
export type ClusterProblem = z.infer<typeof ClusterProblem>;

/** Units: times are milliseconds since the epoch. `pollMs` is how long the last look took. */
export const Reachability = z.object({
  state: z.enum(['connecting', 'live', 'stale', 'unreachable']),
  /** When the rows shown were read; null before the first good look. */
  asOf: z.number().nullable(),
  /** Since when it has been in this state. */
  since: z.number(),
  pollMs: z.number().nullable(),
  problem: ClusterProblem.nullable(),
});
export type Reachability = z.infer<typeof Reachability>;

/** How many of something are in which state. Shape: health word to count; absent means 0. */
export const Counts = z.partialRecord(z.string(), z.number().int());

/** One registered Connect cluster, as lists show it. URLs never hold user info. */
export const ClusterSummary = z.object({
  id: ClusterId,
  name: z.string(),
  urls: z.array(z.string()),
  /** `environment` and `embedded` are read-only in the UI. */
  origin: z.enum(['embedded', 'environment', 'user']),
  version: z.string().nullable(),
  commit: z.string().nullable(),
  kafkaClusterId: z.string().nullable(),
  reachability: Reachability,
  connectors: z.object({ total: z.number().int(), byHealth: Counts }),
  tasks: z.object({ total: z.number().int(), running: z.number().int(), failed: z.number().int() }),
});
export type ClusterSummary = z.infer<typeof ClusterSummary>;

/** One worker, as far as statuses mention it: Connect has no list of workers. */
export const WorkerRow = z.object({
  clusterId: ClusterId,
  workerId: z.string(),
  connectors: z.number().int(),
  tasks: z.number().int(),
  failedTasks: z.number().int(),
});
export type WorkerRow = z.infer<typeof WorkerRow>;

/** Every registered cluster, with the workers their statuses name. */
export const ClusterList = z.object({ clusters: z.array(ClusterSummary), workers: z.array(WorkerRow) });
export type ClusterList = z.infer<typeof ClusterList>;

/** What a user types to register a cluster. `urls`: one or more worker URLs of the same cluster. */
export const NewCluster = z.strictObject({
  name: z.string().trim().min(1, 'Give the cluster a name.').max(60),
  urls: z.array(z.string().trim().min(1)).min(1, 'Give at least one worker URL.').max(10),
});
export type NewCluster = z.infer<typeof NewCluster>;

/** Answer to a connection test. */
export const ClusterTest = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    version: z.string(),
    commit: z.string().nullable(),
    kafkaClusterId: z.string().nullable(),
    latencyMs: z.number(),
  }),
  z.object({ ok: z.literal(false), problem: ClusterProblem }),
]);
export type ClusterTest = z.infer<typeof ClusterTest>;
