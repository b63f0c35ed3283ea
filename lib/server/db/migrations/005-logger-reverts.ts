import 'server-only';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Levels of loggers that go back by themselves. */
export const loggerReverts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create table logger_revert (
      id integer primary key autoincrement, cluster text not null, worker text, logger text not null,
      level text not null, before text not null, actor text not null, at integer not null, due_at integer not null,
      retry_at integer, problem text) strict`.execute(db);
  },
};
