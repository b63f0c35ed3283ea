/** Ninety days of a large fleet's history in one database file, and how fast it is read. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Figure, percentile } from './measure.ts';
import { allowServerImports } from './server-imports.ts';

const DAYS = 90;
const DAY_MS = 86_400_000;
const CLUSTER = 'bench';

/** Fills a database of its own with `rows` transitions of `entities` tasks, reads it as the console does, removes it. */
export async function measureHistory(rows: number, entities: number): Promise<Figure[]> {
  allowServerImports();
  const { openDb } = await import('../../lib/server/db/open.ts');
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-bench-'));
  try {
    await (await openDb(folder)).destroy();
    const file = path.join(folder, 'console.db');
    const today = Math.floor(Date.now() / DAY_MS);
    const loadedIn = fill(file, { rows, entities, today });
    const figures = await read(folder, entities, today);
    return [
      { what: 'written', value: rows / loadedIn / 1000, unit: 'k transitions/s', limit: 100, atLeast: true },
      { what: 'file', value: statSync(file).size / 1e9, unit: 'GB' },
      ...figures,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Units: seconds it took. */
function fill(
  file: string,
  { rows, entities, today }: { rows: number; entities: number; today: number },
): number {
  const db = new DatabaseSync(file);
  db.exec('pragma synchronous = off');
  const perDay = Math.round(rows / DAYS / entities);
  const first = today - DAYS + 1;
  db.exec(`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${entities - 1})
    insert into instance (id, cluster, connector, task, first_at, at, state)
    select i + 1, '${CLUSTER}', 'connector-' || (i / 5), i % 5, ${first * DAY_MS}, ${today * DAY_MS}, 'RUNNING' from n`);
  db.exec(
    `insert into looked (cluster, from_at, to_at) values ('${CLUSTER}', ${first * DAY_MS}, ${(today + 1) * DAY_MS})`,
  );
  db.exec(
    `insert into event_text (id, key, day, cause) values (1, 'x', ${today}, 'ConnectException: no route to host')`,
  );
  const step = Math.floor(DAY_MS / perDay);
  const startedAt = performance.now();
  for (let day = first; day <= today; day += 1) {
    // Every other change is a failure that lasts until the next.
    db.exec(`with recursive n(k) as (select 0 union all select k + 1 from n where k < ${perDay - 1})
      insert into status_event (day, instance, at, seq, from_state, to_state, worker, text_id)
      select ${day}, i.id, ${day * DAY_MS} + k * ${step} + i.id % 1000, k,
        iif(k % 2, 'FAILED', 'RUNNING'), iif(k % 2, 'RUNNING', 'FAILED'), '10.0.0.1:8083', iif(k % 2, null, 1)
      from instance i cross join n`);
    db.exec(`insert into rollup_day (bucket, instance, running_ms, failed_ms, paused_ms, stopped_ms, other_ms, changes,
        failures, restores, restore_ms, end_at, end_state)
      select ${day}, id, ${DAY_MS / 2}, ${DAY_MS / 2} - id % 7000, 0, 0, 0, ${perDay}, ${Math.floor(perDay / 2)}, ${Math.floor(perDay / 2)},
        ${DAY_MS / 2}, ${(day + 1) * DAY_MS - 1}, 'RUNNING' from instance`);
    for (let hour = day * 24; hour < (day + 1) * 24; hour += 1) {
      db.exec(`insert into fleet_hour values (${hour}, '${CLUSTER}', 1000, 1, 1, 1000, 5)`);
    }
  }
  const took = (performance.now() - startedAt) / 1000;
  db.exec('pragma wal_checkpoint(truncate)');
  db.close();
  return took;
}

async function read(folder: string, entities: number, today: number): Promise<Figure[]> {
  const { openDb } = await import('../../lib/server/db/open.ts');
  const { readTimeline } = await import('../../lib/server/history/read-timeline.ts');
  const { readFailedDays, readWorstConnectors } = await import('../../lib/server/history/read-failures.ts');
  const openedAt = performance.now();
  const db = await openDb(folder);
  const opened = performance.now() - openedAt;
  const now = (today + 1) * DAY_MS;
  const timeline = async (connector: number, days: number) => {
    const startedAt = performance.now();
    const window = { from: now - days * DAY_MS, to: now };
    const query = { cluster: CLUSTER, connector: `connector-${connector}`, window, now, gapMs: 15_000 };
    const { lanes } = await readTimeline(db, query);
    if (lanes.length !== 5) throw new Error(`connector-${connector} has ${lanes.length} lanes`);
    return performance.now() - startedAt;
  };
  const some = (count: number) =>
    Array.from({ length: count }, () => Math.floor((Math.random() * entities) / 5));
  for (const connector of some(50)) await timeline(connector, 1);
  const day: number[] = [];
  for (const connector of some(1_000)) day.push(await timeline(connector, 1));
  const quarter: number[] = [];
  for (const connector of some(100)) quarter.push(await timeline(connector, DAYS));
  const query = { now, clusters: [CLUSTER] };
  const uptimeAt = performance.now();
  await readFailedDays(db, query, DAYS);
  const worst = await readWorstConnectors(db, query, { first: today - DAYS + 1, last: today }, 10);
  const uptime = performance.now() - uptimeAt;
  if (worst.total !== entities / 5) throw new Error(`${worst.total} connectors failed`);
  await db.destroy();
  return [
    { what: 'open, checked', value: opened / 1000, unit: 's' },
    { what: '24-hour timeline p50', value: percentile(day, 0.5), unit: 'ms' },
    { what: '24-hour timeline p99', value: percentile(day, 0.99), unit: 'ms', limit: 5 },
    { what: '90-day timeline p99', value: percentile(quarter, 0.99), unit: 'ms', limit: 300 },
    { what: '90 days of the whole fleet', value: uptime, unit: 'ms', limit: 300 },
  ];
}
