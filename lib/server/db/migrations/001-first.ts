import 'server-only';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The first tables. Audit rows are guarded by triggers: nothing can change or remove one through SQL. */
export const first: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create table cluster (id text primary key, name text not null, urls text not null, created_at integer not null) strict`.execute(
      db,
    );
    await sql`create table status_event (
      id integer primary key, at integer not null, cluster text not null, connector text not null, task integer,
      from_state text, to_state text, worker text, cause text, trace text) strict`.execute(db);
    await sql`create index status_event_by_connector on status_event (cluster, connector, at)`.execute(db);
    await sql`create table looked (id integer primary key, cluster text not null, from_at integer not null, to_at integer not null) strict`.execute(
      db,
    );
    await sql`create index looked_by_cluster on looked (cluster, from_at)`.execute(db);
    await sql`create table action (id text primary key, at integer not null, cluster text not null, connector text not null, record text not null) strict`.execute(
      db,
    );
    await sql`create index action_by_connector on action (cluster, connector, at)`.execute(db);
    await sql`create index action_by_time on action (at)`.execute(db);
    await sql`create table audit (
      seq integer primary key, at integer not null, kind text not null check (kind in ('intent', 'outcome')),
      action_id text not null, actor text not null, cluster text not null, connector text not null,
      operation text not null, detail text not null, request_id text not null,
      previous text not null, hash text not null) strict`.execute(db);
    await sql`create index audit_by_action on audit (action_id)`.execute(db);
    await sql`create trigger audit_no_update before update on audit begin select raise(abort, 'audit rows are never changed'); end`.execute(
      db,
    );
    await sql`create trigger audit_no_delete before delete on audit begin select raise(abort, 'audit rows are never removed'); end`.execute(
      db,
    );
    await sql`create table config_version (
      cluster text not null, connector text not null, hash text not null, at integer not null, config text not null,
      primary key (cluster, connector, hash)) strict, without rowid`.execute(db);
  },
};
