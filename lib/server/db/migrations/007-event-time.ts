import 'server-only';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The whole fleet's events are read by time. */
export const eventTime: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create index status_event_by_time on status_event (at)`.execute(db);
  },
};
