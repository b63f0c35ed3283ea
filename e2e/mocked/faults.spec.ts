import { readFileSync } from 'node:fs';
import net, { type AddressInfo, type Socket } from 'node:net';
import type { Page } from '@playwright/test';
import { FakeWorker } from '../../lib/testing/fake-worker.ts';
import { expect, test } from '../support/quiet-page.ts';
import { call, type RunningSluice, startSluice, until } from '../support/sluice.ts';

/** What the browser shows while its connection, its computer or the console itself goes and comes back. */

const WITHIN_MS = 3_000;

let worker: FakeWorker;
let sluice: RunningSluice;
test.beforeAll(async () => {
  worker = await FakeWorker.start();
  worker.add('orders');
  const env = { EMBEDDED_WORKER: 'off', SLUICE_CLUSTERS: `prod=${worker.url}`, SLUICE_POLL_MS: '500' };
  sluice = await startSluice(env);
});
test.afterAll(async () => {
  await sluice?.close();
  await worker?.[Symbol.asyncDispose]();
});

/** Makes the double's connector what it is not, and waits until the console's server knows. */
async function change(to: 'RUNNING' | 'FAILED'): Promise<void> {
  worker.add('orders', { states: [to], trace: 'org.x.ConnectException: no route' });
  await until(`the console saw ${to}`, async () => JSON.stringify(await rows()).includes(`"health":"${to}"`));
}

async function rows(): Promise<unknown> {
  return (await call('GET', `${sluice.url}/api/v1/connectors`)).body;
}

const row = (page: Page) =>
  page.getByRole('table', { name: 'Connectors' }).getByRole('row', { name: /orders/ });
const indicator = (page: Page, word: string) => page.getByRole('button', { name: word, exact: true });

async function open(page: Page, url = sluice.url): Promise<void> {
  await change('RUNNING');
  await page.goto(`${url}/connectors`);
  await expect(indicator(page, 'Live')).toBeVisible();
  await expect(row(page)).toContainText('Running');
}

/** Fails unless the page tells the truth within three seconds from now, and calls itself live again. */
async function showsTheTruth(page: Page): Promise<void> {
  const startedAt = performance.now();
  await expect(row(page)).toContainText('Failed', { timeout: WITHIN_MS });
  const left = WITHIN_MS - (performance.now() - startedAt);
  await expect(indicator(page, 'Live')).toBeVisible({ timeout: left });
}

test('C21 offline: what is shown is not called live, and three seconds after the network is back it is equal', async ({
  page,
  context,
  quiet,
}) => {
  quiet.expectOffline();
  await open(page);
  await context.setOffline(true);
  await expect(indicator(page, 'Reconnecting')).toBeVisible({ timeout: WITHIN_MS });
  await change('FAILED');
  await expect(row(page)).toContainText('Running');
  await context.setOffline(false);
  await showsTheTruth(page);
});

test('C21 twenty drops in a row leave one row, as it is', async ({ page, context, quiet }) => {
  quiet.expectOffline();
  await open(page);
  for (let drop = 0; drop < 20; drop += 1) {
    await context.setOffline(true);
    worker.add('orders', { states: [drop % 2 ? 'RUNNING' : 'FAILED'] });
    await page.waitForTimeout(50);
    await context.setOffline(false);
  }
  await change('FAILED');
  await showsTheTruth(page);
  await expect(row(page)).toHaveCount(1);
});

test('C21 sleep: a page that stood still, and whose connection died without a word, is equal three seconds after', async ({
  page,
  quiet,
}) => {
  quiet.expectOffline();
  await using line = await startLine(sluice.url);
  await open(page, line.url);
  const renderers = await renderersOf(page);
  for (const pid of renderers) process.kill(pid, 'SIGSTOP');
  line.goSilent();
  await change('FAILED');
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  for (const pid of renderers) process.kill(pid, 'SIGCONT');
  await showsTheTruth(page);
});

test('C21 the console is killed and comes back: three seconds after it answers, the page is equal', async ({
  page,
  quiet,
}) => {
  quiet.expectOffline();
  await open(page);
  const before = consolePid();
  process.kill(before, 'SIGKILL');
  await expect(indicator(page, 'Reconnecting')).toBeVisible({ timeout: WITHIN_MS });
  worker.add('orders', { states: ['FAILED'], trace: 'org.x.ConnectException: no route' });
  await until('the console answers again', async () =>
    rows().then(
      (body) => JSON.stringify(body).includes('"health":"FAILED"'),
      () => false,
    ),
  );
  await showsTheTruth(page);
});

/** The processes that run the page: stopped, its timers stand still as on a computer that sleeps. */
async function renderersOf(page: Page): Promise<number[]> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

function consolePid(): number {
  const pid = sluice.process.pid ?? 0;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).map(Number);
  const [found] = children;
  if (found === undefined) throw new Error('the supervisor has no console');
  return found;
}

interface Line extends AsyncDisposable {
  readonly url: string;
  /** Streams of events pass nothing on any more, and nobody is told; idle connections are closed, new ones work. */
  goSilent(): void;
}

/** TCP to the console that goes away as it does when a computer sleeps. */
async function startLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const pairs = new Map<Socket, { far: Socket; isStream: boolean }>();
  const server = net.createServer((near) => {
    const pair = { far: net.connect(Number(port), hostname), isStream: false };
    pairs.set(near, pair);
    near.on('data', (chunk) => {
      pair.isStream = chunk.includes('GET /api/v1/events');
    });
    for (const socket of [near, pair.far]) socket.on('error', () => undefined);
    near.on('close', () => pairs.delete(near));
    near.pipe(pair.far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    goSilent: () => {
      for (const [near, { far, isStream }] of pairs) {
        far.unpipe(near);
        near.unpipe(far);
        if (!isStream) near.destroy();
      }
    },
    [Symbol.asyncDispose]: async () => {
      for (const [near, { far }] of pairs) {
        near.destroy();
        far.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
