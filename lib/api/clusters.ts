import { z } from 'zod';
import { ClusterId } from '../connect/names.ts';
import { ClusterAccess, ClusterAuthInput, ClusterHeadersInput, ClusterTlsInput } from './cluster-access.ts';

/**
 * Why a cluster cannot be read now. `kind` is the last part of the error code: `refused`, `timeout`, `dns`, `tls`,
 * `reset`, `forbidden-address`, `unauthorized`, `token`, `sealed`, `not-connect`, `rest`, `protocol`.
 */
export const ClusterProblem = z.object({ kind: z.string(), message: z.string() });
export type ClusterProblem = z.infer<typeof ClusterProblem>;

/** Units: times are milliseconds since the epoch. `pollMs` is how long the last look took. */
export const Reachability = z.object({
  /** `rebalancing`: it answers, but says 409 until its workers have shared the work out anew. */
  state: z.enum(['connecting', 'live', 'rebalancing', 'stale', 'unreachable']),
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

/**
 * One worker URL. `active` is the one that is asked; `standby` would be asked next; `failed` did not answer the last
 * time it was asked. Units: `at` when that was, ms since the epoch.
 */
export const WorkerUrl = z.object({
  url: z.string(),
  state: z.enum(['active', 'standby', 'failed']),
  problem: ClusterProblem.nullable(),
  at: z.number().nullable(),
});
export type WorkerUrl = z.infer<typeof WorkerUrl>;

/** One registered Connect cluster, as lists show it. URLs never hold user info. */
export const ClusterSummary = z.object({
  id: ClusterId,
  name: z.string(),
  urls: z.array(z.string()),
  workerUrls: z.array(WorkerUrl),
  /** Only those of `user` can be changed in the UI. */
  origin: z.enum(['embedded', 'environment', 'file', 'user']),
  /** The variable or file it is set by; null for `embedded` and `user`. */
  source: z.string().nullable(),
  access: ClusterAccess,
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

/**
 * What a user types to register or change a cluster. `urls`: one or more worker URLs of the same cluster; user info
 * in one of them becomes basic authentication. When a cluster is changed, a secret that is absent stays as it is
 * stored, as long as every URL leads to where it was given for.
 */
export const ClusterInput = z.strictObject({
  name: z.string().trim().min(1, 'Give the cluster a name.').max(60, 'At most 60 characters.'),
  urls: z.array(z.string().trim().min(1)).min(1, 'Give at least one worker URL.').max(10, 'At most 10 URLs.'),
  auth: ClusterAuthInput.default({ type: 'none' }),
  headers: ClusterHeadersInput.default([]),
  tls: ClusterTlsInput.default({}),
});
export type ClusterInput = z.infer<typeof ClusterInput>;
/** The same before its defaults are filled in. */
export type ClusterDraft = z.input<typeof ClusterInput>;

/** What to test. `clusterId`: the registered cluster whose stored secrets stand in for absent ones. */
export const ClusterTestRequest = ClusterInput.extend({
  name: z.string().optional(),
  clusterId: ClusterId.optional(),
});
export type ClusterTestRequest = z.infer<typeof ClusterTestRequest>;

/** What one worker URL answered to a connection test. Units: `latencyMs`. */
export const WorkerUrlTest = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    url: z.string(),
    version: z.string(),
    commit: z.string().nullable(),
    kafkaClusterId: z.string().nullable(),
    latencyMs: z.number(),
  }),
  z.object({ ok: z.literal(false), url: z.string(), problem: ClusterProblem }),
]);
export type WorkerUrlTest = z.infer<typeof WorkerUrlTest>;

/** Answer to a connection test, one result per URL in their order. */
export const ClusterTest = z.object({ results: z.array(WorkerUrlTest) });
export type ClusterTest = z.infer<typeof ClusterTest>;
