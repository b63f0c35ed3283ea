import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ClusterSummary, ClusterTest } from '../../lib/api/clusters.ts';
import { Problem } from '../../lib/api/problem.ts';
import { aCluster, aFleet } from '../../lib/testing/builders.ts';
import { expect, test } from '../support/quiet-page.ts';
import { type RunningSluice, startSluice } from '../support/sluice.ts';
import { mock, mockFleet } from './api-mock.ts';

let sluice: RunningSluice;
test.beforeAll(async () => {
  sluice = await startSluice({ EMBEDDED_WORKER: 'off' });
});
test.afterAll(async () => {
  await sluice?.close();
});

const at = Date.now();
const DAY_MS = 86_400_000;
const urls = ['https://connect-1:8083', 'https://connect-2:8083'];
const prod = aCluster({
  name: 'Prod',
  origin: 'user',
  source: null,
  urls,
  workerUrls: [
    {
      url: urls[0] ?? '',
      state: 'failed',
      problem: { kind: 'refused', message: 'connect-1:8083 refused the connection.' },
      at,
    },
    { url: urls[1] ?? '', state: 'active', problem: null, at },
  ],
  access: {
    auth: { type: 'basic', username: 'ada' },
    headers: ['X-Tenant'],
    tls: {
      ca: { subject: 'CN=Platform CA', expiresAt: at + 400 * DAY_MS },
      cert: { subject: 'CN=sluice', expiresAt: at + 9 * DAY_MS },
    },
    isOpen: true,
  },
});

/** What the page sent to a route; it answers as the mock says. */
async function record(
  page: Page,
  path: string,
  method: string,
  body: unknown,
  status = 200,
): Promise<unknown[]> {
  const sent: unknown[] = [];
  await page.route(
    (url) => url.pathname === path,
    (route) => {
      if (route.request().method() !== method) return route.fallback();
      sent.push(route.request().postDataJSON());
      const contentType = status < 400 ? 'application/json' : 'application/problem+json';
      return route.fulfill({ status, contentType, body: JSON.stringify(body) });
    },
  );
  return sent;
}

async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  return violations.map((one) => `${one.id} ${one.nodes.map(({ target }) => String(target)).join('; ')}`);
}

async function openEdit(page: Page): Promise<void> {
  await page.goto(`${sluice.url}/clusters`);
  await page.getByRole('button', { name: 'More for Prod' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await expect(page.getByRole('dialog', { name: 'Edit Prod' })).toBeVisible();
}

test.beforeEach(async ({ page }) => {
  await mockFleet(page, aFleet([], [prod]));
});

for (const theme of ['light', 'dark'] as const) {
  test(`the dialog passes the accessibility rules in the ${theme} theme, with everything open`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await mock(page, '/api/v1/clusters/test', ClusterTest, {
      results: [
        { ok: true, url: urls[1] ?? '', version: '4.3.1', commit: null, kafkaClusterId: 'k', latencyMs: 9 },
        { ok: false, url: urls[0] ?? '', problem: { kind: 'tls', message: 'The certificate has expired.' } },
      ],
    });
    await openEdit(page);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Test connection' }).click();
    const results = page.getByRole('status', { name: 'Test results' });
    await expect(results).toContainText('has expired');
    await expect(results).toBeInViewport({ ratio: 0.9 });
    await page.getByLabel('Name', { exact: true }).fill('');
    await page.getByLabel('Worker URLs').fill('https://elsewhere:8083');
    await page.getByRole('button', { name: 'Save cluster' }).click();
    await expect(page.getByText('Give the cluster a name.')).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
  });
}

test('a cluster is added by keyboard alone', async ({ page }) => {
  const sent = await record(page, '/api/v1/clusters', 'POST', ClusterSummary.parse(prod), 201);
  await page.goto(`${sluice.url}/clusters`);
  await page.getByRole('button', { name: 'Add cluster' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.type('eu');
  await page.keyboard.press('Tab');
  await page.keyboard.type('https://ada:s3cret@connect-1:8083');
  await page.keyboard.press('Tab');
  await expect(page.getByText('User and password were moved out of the URL.')).toBeVisible();
  await page.getByLabel('Password').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(sent).toEqual([
    {
      name: 'eu',
      urls: ['https://connect-1:8083'],
      auth: { type: 'basic', username: 'ada', password: 's3cret' },
      headers: [],
      tls: {},
    },
  ]);
});

test('an error of the server stands at its field, in a part of the form that was closed', async ({
  page,
  quiet,
}) => {
  quiet.expectStatus(400);
  const words = 'CA certificate: the PEM block is damaged.';
  const problem = Problem.parse({
    ...{ type: 'about:blank', title: 'Invalid input', status: 400, code: 'input/invalid' },
    ...{ detail: words, requestId: 'r', fields: { 'tls.ca': [words] } },
  });
  await record(page, '/api/v1/clusters', 'POST', problem, 400);
  await page.goto(`${sluice.url}/clusters`);
  await page.getByRole('button', { name: 'Add cluster' }).click();
  await page.getByLabel('Name', { exact: true }).fill('eu');
  await page.getByLabel('Worker URLs').fill('https://connect-1:8083');
  await page.getByText('TLS', { exact: true }).click();
  await page.getByLabel('CA certificate').fill('-----BEGIN CERTIFICATE-----');
  await page.getByText('TLS', { exact: true }).click();
  await page.getByRole('button', { name: 'Add cluster' }).last().click();
  await expect(page.getByText(words)).toBeVisible();
  await expect(page.getByLabel('CA certificate')).toBeFocused();
});

test('the dialog fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openEdit(page);
  const dialog = page.getByRole('dialog');
  const box = await dialog.boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  for (const name of ['Test connection', 'Cancel', 'Save cluster']) {
    await expect(dialog.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
  }
  const wide = await dialog.evaluate((node) =>
    [...node.querySelectorAll('*')].some(
      (one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 300,
    ),
  );
  expect(wide).toBe(false);
});

test('a cluster of the environment cannot be changed, and says where it is set', async ({ page }) => {
  await mockFleet(page, aFleet([], [aCluster({ name: 'Env' })]));
  await page.goto(`${sluice.url}/clusters`);
  await expect(page.getByText('set by SLUICE_CLUSTERS, read-only here')).toBeVisible();
  await expect(page.getByRole('button', { name: 'More for Env' })).toBeHidden();
});
