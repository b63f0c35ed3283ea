import 'server-only';
import type { Generated } from 'kysely';

/** Clusters users added; those of the environment are not stored. `urls` is a JSON array. */
interface ClusterTable {
  id: string;
  name: string;
  urls: string;
  created_at: number;
}

/** Every observed transition. `task` null is the connector. `trace`: head and tail, at most 64 KiB. */
interface StatusEventTable {
  id: Generated<number>;
  at: number;
  cluster: string;
  connector: string;
  task: number | null;
  from_state: string | null;
  to_state: string | null;
  worker: string | null;
  cause: string | null;
  trace: string | null;
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
  status_event: StatusEventTable;
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
