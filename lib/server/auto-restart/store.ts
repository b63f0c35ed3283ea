import 'server-only';
import type { Db } from '../db/open';
import { DEFAULT_MAX_RESTARTS, type RestartState } from './schedule';

/** One connector that was given settings. */
export interface StoredRestart {
  readonly cluster: string;
  readonly connector: string;
  readonly state: RestartState;
}

/** A connector nobody has decided about. */
export const OFF: RestartState = {
  enabled: false,
  maxRestarts: DEFAULT_MAX_RESTARTS,
  restarts: 0,
  lastAt: null,
  cause: null,
  sameCause: 0,
  gaveUp: null,
};

/** Reads every connector with settings. */
export async function readRestarts(db: Db): Promise<StoredRestart[]> {
  const rows = await db.selectFrom('auto_restart').selectAll().execute();
  return rows.map((row) => ({
    cluster: row.cluster,
    connector: row.connector,
    state: {
      enabled: row.enabled === 1,
      maxRestarts: row.max_restarts,
      restarts: row.restarts,
      lastAt: row.last_at,
      cause: row.cause,
      sameCause: row.same_cause,
      gaveUp: row.gave_up,
    },
  }));
}

/** Writes one connector's settings and counters in one statement. */
export async function saveRestart(db: Db, { cluster, connector, state }: StoredRestart): Promise<void> {
  const values = {
    enabled: state.enabled ? (1 as const) : (0 as const),
    max_restarts: state.maxRestarts,
    restarts: state.restarts,
    last_at: state.lastAt,
    cause: state.cause,
    same_cause: state.sameCause,
    gave_up: state.gaveUp,
  };
  await db
    .insertInto('auto_restart')
    .values({ cluster, connector, ...values })
    .onConflict((conflict) => conflict.columns(['cluster', 'connector']).doUpdateSet(values))
    .execute();
}

/** Forgets one connector's settings and counters. */
export async function removeRestart(db: Db, cluster: string, connector: string): Promise<void> {
  await db
    .deleteFrom('auto_restart')
    .where('cluster', '=', cluster)
    .where('connector', '=', connector)
    .execute();
}
