import 'server-only';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The sums of a connector's days stand together, so that the worst of a quarter are found without sorting every day. */
export const failuresByInstance: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`drop index rollup_day_by_instance`.execute(db);
    await sql`create index rollup_day_by_instance
      on rollup_day (instance, bucket, failed_ms, failures, restores, restore_ms)`.execute(db);
  },
};
