import { ActionList, type ActionRequest } from '../../lib/api/actions.ts';
import { AutoRestartView } from '../../lib/api/auto-restart.ts';
import { ConnectorDetail, TopicsView } from '../../lib/api/connectors.ts';
import { PluginList, ValidateResult } from '../../lib/api/plugins.ts';
import { Timeline } from '../../lib/api/timeline.ts';
import { ClusterId } from '../../lib/connect/names.ts';
import { aConnector, aDetail, aFleet, anAction, aTask } from '../../lib/testing/builders.ts';
import { expect, test } from '../support/quiet-page.ts';
import { type RunningSluice, startSluice } from '../support/sluice.ts';
import { mock, mockFleet } from './api-mock.ts';

/** What other consoles do wrong in the browser, by the number it has among the traps. */

let sluice: RunningSluice;
test.beforeAll(async () => {
  sluice = await startSluice({ EMBEDDED_WORKER: 'off' });
});
test.afterAll(async () => {
  await sluice?.close();
});

const base = '/api/v1/clusters/local/connectors/orders';
const broken = aConnector({ tasks: [aTask(), aTask({ id: 1, state: 'FAILED', cause: 'Boom' })] });
const paused = aConnector({ state: 'PAUSED', tasks: [aTask({ state: 'PAUSED' })] });

async function open(page: import('@playwright/test').Page, row: typeof broken): Promise<void> {
  await mockFleet(page, aFleet([row]));
  await mock(page, base, ConnectorDetail, aDetail({ row }));
  const now = Date.now();
  await mock(page, `${base}/timeline`, Timeline, emptyTimeline(now - 86_400_000, now));
  await mock(page, `${base}/topics`, TopicsView, { topics: [] });
  await mock(page, `${base}/auto-restart`, AutoRestartView, {
    ...{ enabled: false, maxRestarts: 7, restarts: 0, lastAt: null, nextAt: null },
    ...{ waitingFor: null, gaveUp: null, history: [] },
  });
  await page.goto(`${sluice.url}/clusters/local/connectors/orders`);
}

const CLICKS: readonly (readonly [row: typeof broken, label: string, action: string])[] = [
  [broken, 'Restart failed tasks', 'restart-failed-tasks'],
  [broken, 'Restart connector', 'restart-connector'],
  [broken, 'Restart connector and all tasks', 'restart-all'],
  [broken, 'Pause', 'pause'],
  [broken, 'Stop', 'stop'],
  [broken, 'Reset active topics', 'reset-topics'],
  [paused, 'Resume', 'resume'],
];

test('trap 6: every action of the menu asks for exactly what it is called', async ({ page }) => {
  for (const [row, label, action] of CLICKS) {
    await open(page, row);
    const asked: ActionRequest[] = [];
    await page.route('**/api/v1/actions', async (route) => {
      if (route.request().method() === 'POST') asked.push(route.request().postDataJSON() as ActionRequest);
      const body = ActionList.parse({ actions: asked.length > 0 ? [anAction({ id: action })] : [] });
      await route.fulfill({ json: body });
    });
    await page.getByRole('button', { name: 'Actions for orders' }).click();
    await page
      .getByRole('menuitem')
      .filter({ has: page.getByText(label, { exact: true }) })
      .click();
    await expect
      .poll(() => asked)
      .toEqual([{ action, targets: [{ clusterId: 'local', connector: 'orders' }] }]);
    await page.unroute('**/api/v1/actions');
  }
});

test('trap 6: delete asks for the name first, edit leads to the form', async ({ page }) => {
  await open(page, broken);
  await page.getByRole('button', { name: 'Actions for orders' }).click();
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Delete connector' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Actions for orders' }).click();
  await page.getByRole('menuitem', { name: /^Edit config/ }).click();
  await expect(page).toHaveURL(/\/config\/edit$/);
});

test('trap 16: a window asks for the time it names', async ({ page }) => {
  const spans: number[] = [];
  await mockFleet(page, aFleet([broken]));
  await mock(page, base, ConnectorDetail, aDetail({ row: broken }));
  await page.route(`**${base}/timeline*`, async (route) => {
    const query = new URL(route.request().url()).searchParams;
    spans.push(Number(query.get('to')) - Number(query.get('from')));
    const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
    await route.fulfill({ json: emptyTimeline(from, to) });
  });
  await page.goto(`${sluice.url}/clusters/local/connectors/orders/history`);
  for (const [label, hours] of [
    ['1 h', 1],
    ['7 d', 168],
    ['90 d', 2160],
  ] as const) {
    await page.getByRole('button', { name: label, exact: true }).click();
    await expect.poll(() => Math.round((spans.at(-1) ?? 0) / 3_600_000)).toBe(hours);
  }
});

function emptyTimeline(from: number, to: number): Timeline {
  return Timeline.parse({
    from,
    to,
    lanes: [],
    events: [],
    gaps: [],
    actions: [],
    watchingSince: from,
    lost: [],
    figures: [],
    restarts: 0,
    resolutionMs: null,
  });
}

test('trap 21: the form of a plugin is opened with one validation', async ({ page }) => {
  await mockFleet(page, aFleet([]));
  const plugin = { class: 'org.x.JdbcSink', type: 'sink', version: '1', connectors: 0 };
  await mock(page, '/api/v1/plugins', PluginList, {
    plugins: ['org.x.A', 'org.x.B', 'org.x.JdbcSink'].map((name) => ({
      ...plugin,
      class: name,
      clusterId: ClusterId.parse('local'),
    })),
    problems: [],
  });
  let asked = 0;
  await page.route('**/api/v1/clusters/local/validate', async (route) => {
    asked += 1;
    const infos = { name: 'org.x.JdbcSink', error_count: 0, groups: [], configs: [] };
    await route.fulfill({ json: ValidateResult.parse({ ok: true, infos, maskedKeys: [] }) });
  });
  await page.goto(`${sluice.url}/clusters/local/connectors/new?plugin=org.x.JdbcSink`);
  await expect(page.getByRole('button', { name: 'Review and create' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(asked).toBe(1);
});
