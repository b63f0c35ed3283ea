import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call, eventually, newDir, startTestWorker } from './support.ts';

/** `SLUICE_CONNECTORS=500` is the whole storm; each has a thread to start. */
const CONNECTORS = Number(process.env.SLUICE_CONNECTORS ?? 40);
/** How many the console restarts in a minute at most, all of a cluster together. */
const BUDGET_PER_MINUTE = 30;
const RESTARTS = 20;
const FASTER = 4;

it('W21: connectors that all fail at start, restarted four times as fast as the console does, leave the log calm and REST quick', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir);
  const names = Array.from({ length: CONNECTORS }, (_, index) => `failing-${index}`);
  const config = { 'connector.class': 'MockSource', mock_mode: 'start-failure' };
  for (const name of names)
    expect((await call(url, 'PUT', `/connectors/${name}/config`, config)).status).toBe(201);
  await untilFailed(url, CONNECTORS);

  const log = join(dir, 'data', 'log.lmdb');
  const before = transactionsOf(log);
  const took: number[] = [];
  const timed = async (method: string, path: string) => {
    const startedAt = performance.now();
    const { status } = await call(url, method, path);
    took.push(performance.now() - startedAt);
    expect(status).toBeLessThan(300);
  };
  for (const name of names.slice(0, RESTARTS)) {
    await timed('POST', `/connectors/${name}/restart?includeTasks=true&onlyFailed=true`);
    await timed('GET', '/connectors?expand=status');
    await timed('GET', `/connectors/${name}/status`);
    await new Promise((resolve) => setTimeout(resolve, 60_000 / BUDGET_PER_MINUTE / FASTER));
  }
  await untilFailed(url, CONNECTORS);
  const writesPerSecond = ((transactionsOf(log) - before) / RESTARTS) * (BUDGET_PER_MINUTE / 60);
  expect(writesPerSecond).toBeGreaterThan(0);
  expect(writesPerSecond).toBeLessThanOrEqual(10);
  // The middle one: what the slowest took says more of the machine than of the worker.
  expect(took.sort((a, b) => a - b)[Math.floor(took.length / 2)]).toBeLessThan(500);
}, 300_000);

interface StatusBody {
  readonly status: { readonly tasks: readonly { readonly state: string }[] };
}

async function untilFailed(url: string, count: number): Promise<void> {
  const isFailed = ({ status: { tasks } }: StatusBody) => tasks[0]?.state === 'FAILED';
  await eventually(
    async () => {
      const { body } = await call(url, 'GET', '/connectors?expand=status');
      return Object.values(body as Record<string, StatusBody>).filter(isFailed).length;
    },
    (failed) => failed === count,
  );
}

/** How many transactions the log has had, as LMDB counts them in its two first pages: all are states here. */
function transactionsOf(path: string): number {
  const file = readFileSync(path);
  return Math.max(...[0, 4_096].map((page) => Number(file.readBigUInt64LE(page + 152))));
}
