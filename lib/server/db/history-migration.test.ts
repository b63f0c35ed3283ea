import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDb } from './open';

const HOUR = 3_600_000;
const start = 20_000 * 24 * HOUR;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-migration-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A database as it was before events had days: the new tables taken away, the old one put back. */
async function oldDatabase(): Promise<DatabaseSync> {
  await (await openDb(folder)).destroy();
  const db = new DatabaseSync(join(folder, 'console.db'));
  for (const table of [
    'instance',
    'event_text',
    'status_event',
    'rollup_day',
    'rollup_hour',
    'fleet_hour',
    'lost_events',
  ])
    db.exec(`drop table ${table}`);
  db.exec(`create table status_event (
    id integer primary key, at integer not null, cluster text not null, connector text not null, task integer,
    from_state text, to_state text, worker text, cause text, trace text) strict`);
  db.exec('create index status_event_by_connector on status_event (cluster, connector, at)');
  db.exec('create index status_event_by_time on status_event (at)');
  db.exec(`delete from kysely_migration where name >= '009'`);
  const insert = db.prepare(
    'insert into status_event (at, cluster, connector, task, from_state, to_state, cause) values (?, ?, ?, ?, ?, ?, ?)',
  );
  insert.run(start, 'prod', 'orders', null, null, 'RUNNING', null);
  insert.run(start, 'prod', 'orders', 0, null, 'RUNNING', null);
  insert.run(start + HOUR, 'prod', 'orders', 0, 'RUNNING', 'FAILED', 'no route');
  insert.run(start + 1.5 * HOUR, 'prod', 'orders', 0, 'FAILED', 'RUNNING', null);
  insert.run(start + 2 * HOUR, 'prod', 'orders', 0, 'RUNNING', 'FAILED', 'no route');
  return db;
}

test('events of before are carried over, with what they add up to', async () => {
  (await oldDatabase()).close();
  const db = await openDb(folder);
  const instances = await db
    .selectFrom('instance')
    .select(['task', 'state', 'at', 'first_at'])
    .orderBy('task')
    .execute();
  expect(instances).toEqual([
    { task: -1, state: 'RUNNING', at: start, first_at: start },
    { task: 0, state: 'FAILED', at: start + 2 * HOUR, first_at: start },
  ]);
  expect(await db.selectFrom('status_event').select('day').distinct().execute()).toEqual([{ day: 20_000 }]);
  expect(await db.selectFrom('event_text').select(['cause', 'trace']).execute()).toEqual([
    { cause: 'no route', trace: null },
  ]);
  const [, task] = await db.selectFrom('rollup_day').selectAll().orderBy('instance').execute();
  expect(task).toMatchObject({
    running_ms: 1.5 * HOUR,
    failed_ms: HOUR / 2,
    changes: 4,
    failures: 2,
    restores: 1,
    restore_ms: HOUR / 2,
    end_at: start + 2 * HOUR,
    end_state: 'FAILED',
  });
  expect(
    await db.selectFrom('fleet_hour').select(['bucket', 'failures']).where('failures', '>', 0).execute(),
  ).toEqual([
    { bucket: 480_001, failures: 1 },
    { bucket: 480_002, failures: 1 },
  ]);
  await db.destroy();
});

test('C20 a migration that breaks off half-way leaves the database as it was, and the next start completes it', async () => {
  const old = await oldDatabase();
  // The copying stumbles over a table of the same name after others have been made.
  old.exec('create table lost_events (id integer)');
  old.close();
  await expect(openDb(folder)).rejects.toThrow(/could not be brought up to date/);
  const after = new DatabaseSync(join(folder, 'console.db'));
  expect(after.prepare('select count(*) as n from status_event').get()).toEqual({ n: 5 });
  expect(after.prepare(`select name from sqlite_master where name = 'instance'`).get()).toBeUndefined();
  after.exec('drop table lost_events');
  after.close();
  const db = await openDb(folder);
  expect(await db.selectFrom('status_event').select('at').execute()).toHaveLength(5);
  await db.destroy();
});
