import 'server-only';
import type { Generated } from 'kysely';

/**
 * Clusters users added; those of the environment and the file are not stored. `urls` is a JSON array. `access`: JSON of
 * what may be shown of it; `sealed`: all of it, AES-256-GCM. Both null: nothing is sent.
 */
interface ClusterTable {
  id: string;
  name: string;
  urls: string;
  created_at: number;
  access: string | null;
  sealed: string | null;
}

/**
 * A connector (`task` -1) or a task that was ever seen, with its last known state; null: it is gone. Units: `at`,
 * since when, and `first_at` in ms since the epoch.
 */
interface InstanceTable {
  id: Generated<number>;
  cluster: string;
  connector: string;
  task: number;
  first_at: number;
  at: number;
  state: string | null;
}

/** Every observed transition. Units: `day` days since the epoch in UTC. `seq` orders events of one millisecond. */
interface StatusEventTable {
  day: number;
  instance: number;
  at: number;
  seq: number;
  from_state: string | null;
  to_state: string | null;
  worker: string | null;
  text_id: number | null;
}

/** Cause and trace (head and tail, at most 64 KiB) of events, each once. `day`: the last one it was seen on. */
interface EventTextTable {
  id: Generated<number>;
  key: string;
  day: number;
  cause: string | null;
  trace: string | null;
}

/**
 * What the events of one instance add up to in an hour or day (`bucket`: hours or days since the epoch). Only time up
 * to `end_at` is counted; from there on it was in `end_state`. No row: it stayed as it was at the end of the last one.
 */
export interface RollupTable {
  bucket: number;
  instance: number;
  running_ms: number;
  failed_ms: number;
  paused_ms: number;
  stopped_ms: number;
  other_ms: number;
  changes: number;
  failures: number;
  restores: number;
  restore_ms: number;
  end_at: number;
  end_state: string | null;
}

/** What failed tasks of a cluster add up to in an hour. `most_failed`: at any moment of it. */
interface FleetHourTable {
  bucket: number;
  cluster: string;
  failed_ms: number;
  failures: number;
  restores: number;
  restore_ms: number;
  most_failed: number;
}

/** Events that could not be kept while the database could not be written. */
interface LostEventsTable {
  id: Generated<number>;
  cluster: string;
  from_at: number;
  to_at: number;
  lost: number;
}

/** A stretch of time in which a cluster was looked at without a gap. Units: ms since the epoch. */
interface LookedTable {
  id: Generated<number>;
  cluster: string;
  from_at: number;
  to_at: number;
}

/** Action records as JSON, newest state. */
interface ActionTable {
  id: string;
  at: number;
  cluster: string;
  connector: string;
  record: string;
}

/** Two rows per change: `intent` before the worker is asked, `outcome` after. Never updated, never deleted. */
interface AuditTable {
  seq: number;
  at: number;
  kind: 'intent' | 'outcome';
  action_id: string;
  actor: string;
  cluster: string;
  connector: string;
  operation: string;
  detail: string;
  request_id: string;
  previous: string;
  hash: string;
}

/**
 * Configs a connector has had, one row a change. `config`: JSON of entries without the values of secrets. `hash`:
 * keyed, over all values. `rollback_of`: number of the version it went back to.
 */
interface ConfigHistoryTable {
  id: Generated<number>;
  cluster: string;
  connector: string;
  hash: string;
  at: number;
  config: string;
  origin: 'console' | 'elsewhere' | 'unknown';
  actor: string | null;
  rollback_of: number | null;
}

/** Offsets right before the console changed them. `offsets`: JSON of partition and offset texts. */
interface OffsetSnapshotTable {
  id: Generated<number>;
  at: number;
  cluster: string;
  connector: string;
  actor: string;
  action: 'alter-offsets' | 'reset-offsets';
  offsets: string;
}

/** Auto-restart of one connector. Units: `last_at` ms since the epoch. */
interface AutoRestartTable {
  cluster: string;
  connector: string;
  enabled: 0 | 1;
  max_restarts: number;
  restarts: number;
  last_at: number | null;
  cause: string | null;
  same_cause: number;
  gave_up: string | null;
}

/**
 * Levels of loggers that go back by themselves. `worker` null: the whole cluster. `before`: JSON of names to levels.
 * Units: times in ms since the epoch; `retry_at` after a try that failed.
 */
interface LoggerRevertTable {
  id: Generated<number>;
  cluster: string;
  worker: string | null;
  logger: string;
  level: string;
  before: string;
  actor: string;
  at: number;
  due_at: number;
  retry_at: number | null;
  problem: string | null;
}

/** An alert rule as JSON. */
interface AlertRuleTable {
  id: string;
  created_at: number;
  rule: string;
}

/** Where notes go. `sealed`: URL and signing secret, AES-256-GCM. */
interface AlertChannelTable {
  id: string;
  created_at: number;
  name: string;
  kind: string;
  host: string;
  sealed: string;
}

/** A window without notes as JSON. Units: `to_at` ms since the epoch. */
interface AlertSilenceTable {
  id: string;
  to_at: number;
  silence: string;
}

/** What a rule fires for now, as JSON; no row: it is quiet. */
interface AlertIncidentTable {
  rule_id: string;
  incident: string;
}

/** Every note to every channel. Units: times in ms since the epoch. */
interface AlertDeliveryTable {
  id: string;
  at: number;
  rule: string;
  channel_id: string;
  channel: string;
  message: string;
  status: 'pending' | 'delivered' | 'failed';
  attempts: number;
  next_at: number | null;
  error: string | null;
}

/** The console's tables. */
export interface Schema {
  cluster: ClusterTable;
  instance: InstanceTable;
  status_event: StatusEventTable;
  event_text: EventTextTable;
  rollup_day: RollupTable;
  rollup_hour: RollupTable;
  fleet_hour: FleetHourTable;
  lost_events: LostEventsTable;
  looked: LookedTable;
  action: ActionTable;
  audit: AuditTable;
  config_history: ConfigHistoryTable;
  offset_snapshot: OffsetSnapshotTable;
  logger_revert: LoggerRevertTable;
  auto_restart: AutoRestartTable;
  alert_rule: AlertRuleTable;
  alert_channel: AlertChannelTable;
  alert_silence: AlertSilenceTable;
  alert_incident: AlertIncidentTable;
  alert_delivery: AlertDeliveryTable;
}
