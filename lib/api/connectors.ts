import { z } from 'zod';
import { ClusterId, MAX_NAME_LENGTH } from '../connect/names.ts';
import { textMap } from '../connect/rest/text-map.ts';
import { HEALTHS } from '../connect/state.ts';
import { ClusterSummary } from './clusters.ts';
import { StorageState } from './storage.ts';

/** One task in a list. `cause` is the cause line of its trace, cut. */
export const TaskRow = z.object({
  id: z.number().int(),
  state: z.string(),
  workerId: z.string().nullable(),
  cause: z.string().nullable(),
  /** Since when it has been in this state, as far as the console saw; ms since the epoch. */
  since: z.number(),
});
export type TaskRow = z.infer<typeof TaskRow>;

/**
 * One connector in a list: no config, no trace, no secret. `state` is null while the worker has no status for it.
 */
export const ConnectorRow = z.object({
  clusterId: ClusterId,
  name: z.string(),
  type: z.string(),
  pluginClass: z.string().nullable(),
  pluginVersion: z.string().nullable(),
  state: z.string().nullable(),
  health: z.enum(HEALTHS),
  workerId: z.string().nullable(),
  cause: z.string().nullable(),
  tasks: z.array(TaskRow),
  topics: z.array(z.string()),
  /** Since when the health has been this one, as far as the console saw; ms since the epoch. */
  since: z.number(),
});
export type ConnectorRow = z.infer<typeof ConnectorRow>;

/** Everything lists need, from one moment. `epoch` changes when the console restarts; `seq` counts its changes. */
export const FleetSnapshot = z.object({
  epoch: z.string(),
  seq: z.number().int(),
  at: z.number(),
  clusters: z.array(ClusterSummary),
  storage: StorageState,
  connectors: z.array(ConnectorRow),
});
export type FleetSnapshot = z.infer<typeof FleetSnapshot>;

/**
 * One option as stored on the worker. A masked one has no `value`; a `${provider:…}` reference is shown. `stamp`
 * stands for a masked value: another stamp of the same option of the same connector means another secret.
 */
export const ConfigEntry = z.object({
  key: z.string(),
  value: z.string().nullable(),
  masked: z.boolean(),
  stamp: z.string().optional(),
});
export type ConfigEntry = z.infer<typeof ConfigEntry>;

/** What each task was given by its connector. */
export const TaskConfigList = z.object({
  tasks: z.array(z.object({ id: z.number().int(), config: z.array(ConfigEntry) })),
});
export type TaskConfigList = z.infer<typeof TaskConfigList>;

/** A task in the detail, with its whole trace (up to 1 MiB, secrets replaced). */
export const TaskDetail = TaskRow.extend({ trace: z.string().nullable() });
export type TaskDetail = z.infer<typeof TaskDetail>;

/**
 * Everything about one connector. `configHash` names the config seen, for the conflict check of an edit. Parts
 * that could not be read are null and named in `problems`.
 */
export const ConnectorDetail = z.object({
  row: ConnectorRow,
  version: z.string().nullable(),
  trace: z.string().nullable(),
  tasks: z.array(TaskDetail),
  config: z.array(ConfigEntry).nullable(),
  configHash: z.string().nullable(),
  problems: z.array(z.string()),
});
export type ConnectorDetail = z.infer<typeof ConnectorDetail>;

/** Committed offsets as raw JSON text, so that 64-bit numbers stay exact. `canWrite`: the worker is new enough to change them. */
export const OffsetsView = z.object({
  supported: z.boolean(),
  canWrite: z.boolean(),
  offsets: z.array(z.object({ partition: z.string(), offset: z.string() })),
});
export type OffsetsView = z.infer<typeof OffsetsView>;

/** Topics the connector has used since its creation or the last reset. */
export const TopicsView = z.object({ topics: z.array(z.string()) });
export type TopicsView = z.infer<typeof TopicsView>;

/**
 * A config as edited in the browser: `set` holds what the user sees and typed, `keep` names stored keys whose
 * value the browser never saw (masked) and that stay as they are, byte for byte. A key in neither is removed.
 */
export const ConfigDraft = z.strictObject({
  set: textMap(z.string().max(262_144).nullable(), z.string().min(1)),
  keep: z.array(z.string()).default([]),
});
export type ConfigDraft = z.infer<typeof ConfigDraft>;

/** The connector a new one is a copy of: keys to keep are taken from its stored config, on the server. */
export const CopySource = z.strictObject({ clusterId: ClusterId, connector: z.string().min(1) });
export type CopySource = z.input<typeof CopySource>;

/**
 * A connector to create; `initialState` needs a worker from 3.7 on. A copy that takes secrets to another cluster, or
 * into a config that might send them elsewhere, needs `secretsConfirmed`.
 */
export const NewConnector = z.strictObject({
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  draft: ConfigDraft,
  copyOf: CopySource.optional(),
  secretsConfirmed: z.boolean().default(false),
  initialState: z.enum(['RUNNING', 'PAUSED', 'STOPPED']).default('RUNNING'),
});
export type NewConnector = z.input<typeof NewConnector>;

/** A config as it is stored now: what a 409 of an edit brings along. */
export const StoredConfig = z.object({ config: z.array(ConfigEntry), configHash: z.string() });
export type StoredConfig = z.infer<typeof StoredConfig>;

/**
 * `configHash` is the one the edit started from; when the stored config has another by now: 409 `resource/conflict`
 * with the config of now in `current`.
 * `rollbackOf` is the number of the version it goes back to.
 */
export const ConfigUpdate = z.strictObject({
  draft: ConfigDraft,
  configHash: z.string(),
  rollbackOf: z.number().int().min(1).optional(),
});
export type ConfigUpdate = z.input<typeof ConfigUpdate>;
