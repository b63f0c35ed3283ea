import 'server-only';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What offsets were before the console changed them. */
export const offsetSnapshots: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create table offset_snapshot (
      id integer primary key autoincrement, at integer not null, cluster text not null, connector text not null,
      actor text not null, action text not null, offsets text not null) strict`.execute(db);
    await sql`create index offset_snapshot_by_connector on offset_snapshot (cluster, connector, id)`.execute(
      db,
    );
  },
};
