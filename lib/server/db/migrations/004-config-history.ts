import 'server-only';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Configs in the order they were seen, with who made them; those of the first table are carried over. */
export const configHistory: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create table config_history (
      id integer primary key autoincrement, cluster text not null, connector text not null, hash text not null,
      at integer not null, config text not null,
      origin text not null check (origin in ('console', 'elsewhere', 'unknown')),
      actor text, rollback_of integer) strict`.execute(db);
    await sql`create index config_history_by_connector on config_history (cluster, connector, id)`.execute(
      db,
    );
    await sql`insert into config_history (cluster, connector, hash, at, config, origin)
      select cluster, connector, '', at, config, 'unknown' from config_version order by at`.execute(db);
    await sql`drop table config_version`.execute(db);
  },
};
