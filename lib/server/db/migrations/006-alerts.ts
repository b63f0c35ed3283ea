import 'server-only';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Alerts: rules, channels with sealed addresses, silences, what fires now, and every note with its fate. */
export const alerts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const table of [
      sql`create table alert_rule (id text primary key, created_at integer not null, rule text not null) strict`,
      sql`create table alert_channel (
        id text primary key, created_at integer not null, name text not null, kind text not null, host text not null,
        sealed text not null) strict`,
      sql`create table alert_silence (id text primary key, to_at integer not null, silence text not null) strict`,
      sql`create table alert_incident (rule_id text primary key, incident text not null) strict`,
      sql`create table alert_delivery (
        id text primary key, at integer not null, rule text not null, channel_id text not null, channel text not null,
        message text not null, status text not null check (status in ('pending', 'delivered', 'failed')),
        attempts integer not null, next_at integer, error text) strict`,
      sql`create index alert_delivery_by_time on alert_delivery (at)`,
      sql`create index alert_delivery_pending on alert_delivery (next_at) where status = 'pending'`,
    ]) {
      await table.execute(db);
    }
  },
};
