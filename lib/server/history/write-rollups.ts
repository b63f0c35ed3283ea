import 'server-only';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../db/schema';
import type { RollupDelta, RollupSums } from './rollup';

/** Adds sums to the tables of hours and days. */
export async function addRollups(db: Kysely<Schema>, sums: RollupSums): Promise<void> {
  await add(db, 'rollup_day', [...sums.days.values()]);
  await add(db, 'rollup_hour', [...sums.hours.values()]);
  if (sums.fleet.size === 0) return;
  const rows = [...sums.fleet.values()].map((sum) => Object.values(sum));
  await sql`insert into fleet_hour (bucket, cluster, failed_ms, failures, restores, restore_ms, most_failed)
    select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6
    from json_each(${JSON.stringify(rows)}) where true
    on conflict do update set failed_ms = failed_ms + excluded.failed_ms, failures = failures + excluded.failures,
      restores = restores + excluded.restores, restore_ms = restore_ms + excluded.restore_ms,
      most_failed = max(most_failed, excluded.most_failed)`.execute(db);
}

async function add(
  db: Kysely<Schema>,
  table: 'rollup_day' | 'rollup_hour',
  deltas: readonly RollupDelta[],
): Promise<void> {
  if (deltas.length === 0) return;
  const rows = deltas.map((delta) => Object.values(delta));
  await sql`insert into ${sql.table(table)} (bucket, instance, running_ms, failed_ms, paused_ms, stopped_ms, other_ms,
      changes, failures, restores, restore_ms, end_at, end_state)
    select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8,
      value->>9, value->>10, value->>11, value->>12
    from json_each(${JSON.stringify(rows)}) where true
    on conflict do update set running_ms = running_ms + excluded.running_ms, failed_ms = failed_ms + excluded.failed_ms,
      paused_ms = paused_ms + excluded.paused_ms, stopped_ms = stopped_ms + excluded.stopped_ms,
      other_ms = other_ms + excluded.other_ms, changes = changes + excluded.changes,
      failures = failures + excluded.failures, restores = restores + excluded.restores,
      restore_ms = restore_ms + excluded.restore_ms, end_at = excluded.end_at, end_state = excluded.end_state`.execute(
    db,
  );
}
