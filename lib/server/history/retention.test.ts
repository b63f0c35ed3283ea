import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { ClusterId } from '@/lib/connect/names';
import { startTestConsole } from '@/lib/testing/test-console';
import { Retention } from './retention';

const DAY_MS = 86_400_000;
const prod = ClusterId.parse('prod');

async function withHistory(limits: { days: number; bytes: number }, trace = '') {
  const running = await startTestConsole({ clusters: {} });
  const { db, clock, log, history } = running.console;
  const today = Math.floor(clock.now() / DAY_MS);
  for (let ago = 9; ago >= 0; ago -= 1) {
    for (let i = 0; i < 30; i += 1) {
      const [from, to] = i % 2 ? ['FAILED', 'RUNNING'] : ['RUNNING', 'FAILED'];
      const one = {
        connector: 'orders',
        task: 0,
        from,
        to,
        workerId: null,
        trace: to === 'FAILED' ? `${trace}${ago}-${i}` : null,
      };
      history.transitions(prod, [one], (today - ago) * DAY_MS + i);
    }
  }
  await history.flush();
  const between = (step: () => Promise<void>) => history.between(step);
  const retention = new Retention({ db, clock, log, limits, between });
  const days = async () =>
    (await db.selectFrom('status_event').select('day').distinct().orderBy('day').execute()).map(
      ({ day }) => today - day,
    );
  return {
    db,
    days,
    retention,
    [Symbol.asyncDispose]: async () => {
      await retention[Symbol.asyncDispose]();
      await running[Symbol.asyncDispose]();
    },
  };
}

test('history older than its days is removed, whole days with all that belongs to them', async () => {
  await using kept = await withHistory({ days: 3, bytes: 2 ** 40 });
  expect(await kept.days()).toHaveLength(10);
  await kept.retention.prune();
  expect(await kept.days()).toEqual([2, 1, 0]);
  expect(await kept.db.selectFrom('rollup_day').select('bucket').execute()).toHaveLength(3);
  expect(await kept.db.selectFrom('event_text').select('id').execute()).toHaveLength(45);
});

test('history larger than its size loses its oldest days, but never today', async () => {
  await using kept = await withHistory({ days: 90, bytes: 2_000_000 }, 'x'.repeat(20_000));
  await kept.retention.prune();
  const left = await kept.days();
  expect(left.length).toBeLessThan(10);
  expect(left).toEqual(left.map((_, i) => left.length - 1 - i));
  expect(left).toContain(0);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(kept.db);
  const { rows: free } = await sql<{ freelist_count: number }>`pragma freelist_count`.execute(kept.db);
  expect(((rows[0]?.page_count ?? 0) - (free[0]?.freelist_count ?? 0)) * 4096).toBeLessThan(2_100_000);
});

test('a connector keeps its newest 20 configs however old, and loses older ones after a year', async () => {
  await using kept = await withHistory({ days: 3, bytes: 2 ** 40 });
  for (let i = 0; i < 30; i += 1) {
    await kept.db
      .insertInto('config_history')
      .values({
        cluster: 'prod',
        connector: 'orders',
        hash: `${i}`,
        at: i,
        config: '[]',
        origin: 'elsewhere',
      })
      .execute();
  }
  await kept.retention.prune();
  const rows = await kept.db.selectFrom('config_history').select('hash').orderBy('id').execute();
  expect(rows.map(({ hash }) => Number(hash))).toEqual(Array.from({ length: 20 }, (_, i) => i + 10));
});
