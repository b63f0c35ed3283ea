import 'server-only';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a cluster is reached with: what may be shown of it, and all of it, sealed. */
export const clusterAccess: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table cluster add column access text`.execute(db);
    await sql`alter table cluster add column sealed text`.execute(db);
  },
};
