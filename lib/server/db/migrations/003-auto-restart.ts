import 'server-only';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Settings and counters of auto-restart, one row per connector that was ever given settings. */
export const autoRestart: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create table auto_restart (
      cluster text not null, connector text not null, enabled integer not null check (enabled in (0, 1)),
      max_restarts integer not null, restarts integer not null, last_at integer, cause text,
      same_cause integer not null, gave_up text, primary key (cluster, connector)) strict, without rowid`.execute(
      db,
    );
  },
};
