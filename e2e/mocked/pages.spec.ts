import AxeBuilder from '@axe-core/playwright';
import { AlertOverview } from '../../lib/api/alerts.ts';
import { AutoRestartView } from '../../lib/api/auto-restart.ts';
import { ConfigVersionList } from '../../lib/api/config-versions.ts';
import { ConnectorDetail, OffsetsView, TaskConfigList, TopicsView } from '../../lib/api/connectors.ts';
import { LoggersView } from '../../lib/api/loggers.ts';
import { OffsetSnapshotList } from '../../lib/api/offsets.ts';
import { PluginList, ValidateResult } from '../../lib/api/plugins.ts';
import { Timeline } from '../../lib/api/timeline.ts';
import { ClusterId } from '../../lib/connect/names.ts';
import { aCluster, aConnector, aDetail, aFleet, aTask } from '../../lib/testing/builders.ts';
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

const cause = 'ConnectException: Connection refused db-7:5432';
const failed = aConnector({
  name: 'invoices-to-db',
  type: 'sink',
  cause,
  tasks: [aTask({ state: 'FAILED', cause }), aTask({ id: 1, state: 'FAILED', cause })],
});
const rows = [
  failed,
  aConnector({ name: 'returns', cause, tasks: [aTask(), aTask({ id: 1, state: 'FAILED', cause })] }),
  aConnector({ name: 'orders' }),
  aConnector({ name: 'customers', state: 'PAUSED', tasks: [aTask({ state: 'PAUSED' })] }),
  aConnector({ name: 'archive', state: 'STOPPED', tasks: [] }),
];
const trace = `org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask\n\tat a.b.C.d(C.java:1)\nCaused by: ${cause}\n\tat e.f.G(G.java:2)`;

const PAGES = [
  '/',
  '/connectors',
  '/tasks',
  '/workers',
  '/plugins',
  '/clusters',
  '/history',
  '/alerts',
  '/settings',
  '/clusters/local/connectors/invoices-to-db',
  '/clusters/local/connectors/invoices-to-db/tasks',
  '/clusters/local/connectors/invoices-to-db/topics',
  '/clusters/local/connectors/invoices-to-db/config',
  '/clusters/local/connectors/invoices-to-db/offsets',
  '/clusters/local/connectors/invoices-to-db/history',
  '/clusters/local/loggers',
  '/clusters/local/connectors/new',
  '/clusters/local/connectors/new?plugin=org.x.JdbcSink',
];

test.beforeEach(async ({ page }) => {
  const base = '/api/v1/clusters/local/connectors/invoices-to-db';
  await mockFleet(page, aFleet(rows));
  const detail = aDetail({
    row: failed,
    trace: null,
    tasks: failed.tasks.map((task) => ({ ...task, trace })),
  });
  await mock(page, base, ConnectorDetail, detail);
  await mock(page, `${base}/topics`, TopicsView, { topics: ['invoices'] });
  await mock(page, `${base}/tasks`, TaskConfigList, {
    tasks: [{ id: 0, config: [{ key: 'task.class', value: 'org.x.Task', masked: false }] }],
  });
  const at = Date.now();
  const version = { at, origin: 'console' as const, actor: 'ada', rollbackOf: null };
  await mock(page, `${base}/config/versions`, ConfigVersionList, {
    versions: [
      { ...version, id: 2, number: 2, entries: [{ key: 'topics', value: 'b', masked: false }] },
      { ...version, id: 1, number: 1, entries: [{ key: 'topics', value: 'a', masked: false }] },
    ],
  });
  const offsets = [{ partition: '{"kafka_partition":0}', offset: '{"kafka_offset":42}' }];
  await mock(page, `${base}/offsets`, OffsetsView, { supported: true, canWrite: true, offsets });
  await mock(page, `${base}/offsets/snapshots`, OffsetSnapshotList, {
    snapshots: [{ id: 1, at, actor: 'ada', action: 'alter-offsets', offsets }],
  });
  await mock(page, '/api/v1/alerts', AlertOverview, {
    rules: [
      {
        id: 'r',
        name: 'Something failed',
        enabled: true,
        conditions: ['FAILED', 'DEGRADED'],
        forSeconds: 300,
        count: 1,
        cluster: null,
        pattern: '*',
        channels: ['c'],
        firing: { since: at - 60_000, subjects: 2 },
      },
    ],
    channels: [{ id: 'c', name: 'On call', kind: 'slack', host: 'hooks.slack.com', email: null }],
    silences: [
      { id: 's', from: at, to: at + 3_600_000, cluster: null, pattern: 'archive-*', comment: 'upgrade' },
    ],
    deliveries: [
      {
        id: 'd',
        at,
        rule: 'Something failed',
        channel: 'On call',
        kind: 'firing',
        text: `Something failed: 2 firing\nFAILED invoices-to-db (local): ${cause}`,
        status: 'pending',
        attempts: 2,
        nextAt: at + 30_000,
        error: 'hooks.slack.com answered 503.',
      },
    ],
  });
  await mock(page, `${base}/auto-restart`, AutoRestartView, {
    enabled: true,
    maxRestarts: 7,
    restarts: 2,
    lastAt: at - 60_000,
    nextAt: at + 120_000,
    waitingFor: null,
    gaveUp: null,
    history: [],
  });
  const worker = 'http://127.0.0.1:8083';
  await mock(page, '/api/v1/clusters/local/loggers', LoggersView, {
    supported: true,
    canScope: true,
    worker,
    workers: [worker, 'http://127.0.0.2:8083'],
    loggers: [{ name: 'root', level: 'DEBUG', lastModified: at }],
    reverts: [
      {
        id: 1,
        logger: 'root',
        worker,
        from: 'INFO',
        to: 'DEBUG',
        actor: 'ada',
        at,
        dueAt: at + 900_000,
        problem: 'No answer for 10 s.',
      },
    ],
  });
  await mock(page, `${base}/timeline`, Timeline, {
    from: at - 3_600_000,
    to: at,
    watchingSince: at - 3_000_000,
    lanes: [
      { task: null, segments: [{ from: at - 3_000_000, to: null, state: 'RUNNING' }] },
      {
        task: 0,
        segments: [
          { from: at - 3_000_000, to: at - 600_000, state: 'RUNNING' },
          { from: at - 600_000, to: null, state: 'FAILED' },
        ],
      },
    ],
    events: [{ at: at - 600_000, task: 0, from: 'RUNNING', to: 'FAILED', workerId: 'w:8083', cause }],
    actions: [],
    gaps: [{ from: at - 2_000_000, to: at - 1_800_000 }],
    lost: [],
    figures: [
      {
        task: 0,
        ms: { RUNNING: 2_200_000, FAILED: 600_000 },
        changes: 1,
        failures: 1,
        restores: 0,
        restoreMs: 0,
      },
    ],
    restarts: 0,
    resolutionMs: null,
  });
  await mock(page, '/api/v1/plugins', PluginList, {
    plugins: [
      {
        clusterId: ClusterId.parse('local'),
        class: 'org.x.JdbcSink',
        type: 'sink',
        version: '1.0',
        connectors: 1,
      },
    ],
    problems: [],
  });
  const option = (name: string, errors: string[] = []) => ({
    definition: {
      name,
      type: 'STRING',
      required: true,
      importance: 'HIGH',
      group: 'Common',
      documentation: 'What it does.',
    },
    value: { name, errors },
  });
  await mock(page, '/api/v1/clusters/local/validate', ValidateResult, {
    ok: true,
    maskedKeys: [],
    infos: {
      name: 'x',
      error_count: 1,
      groups: ['Common'],
      configs: [option('name', ['Missing required configuration "name"']), option('topics')],
    },
  });
});

for (const theme of ['light', 'dark'] as const) {
  test(`every page passes the accessibility rules in ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    for (const path of PAGES) {
      await page.goto(`${sluice.url}${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle');
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa'])
        .analyze();
      const found = violations.map(
        (one) =>
          `${path}: ${one.id} ${one.nodes.map((node) => `${node.target} ${node.failureSummary}`).join('; ')}`,
      );
      expect(found).toEqual([]);
    }
  });
}

for (const width of [320, 390]) {
  test(`no page is wider than a window of ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const path of PAGES) {
      await page.goto(`${sluice.url}${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
}

test('on a phone every page of the navigation is two taps away', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(sluice.url);
  const bar = page.getByRole('navigation', { name: 'Main' });
  for (const name of ['Workers', 'Plugins', 'Clusters', 'History', 'Settings']) {
    await expect(bar.getByRole('link', { name })).toBeHidden();
    await bar.getByRole('button').click();
    await page.getByRole('menuitem', { name }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(bar.getByRole('button')).toContainText(name);
  }
  await bar.getByRole('link', { name: 'Alerts' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts' })).toBeVisible();
  await expect(bar.getByRole('button')).toHaveText('More');
});

test('home groups what failed by cause and offers the one restart', async ({ page }) => {
  await page.goto(sluice.url);
  const group = page.getByRole('region', { name: cause });
  await expect(group).toContainText('3 tasks in 2 connectors');
  await expect(group.getByRole('button', { name: 'Restart 3 tasks' })).toBeVisible();
});

test('the keyboard reaches everything: palette, go to, search', async ({ page }) => {
  await page.goto(sluice.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page.getByRole('heading', { name: 'Connectors' })).toBeVisible();
  const listed = page.getByRole('table', { name: 'Connectors' }).getByRole('row');
  await expect(listed).toHaveCount(rows.length + 1);
  await page.keyboard.press('/');
  await page.keyboard.type('returns');
  await expect(listed).toHaveCount(2);
  await expect(page).toHaveURL(/text=returns/);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill('invoices');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'invoices-to-db' })).toBeVisible();
});

test('the trace shows its cause lines and folds its frames', async ({ page }) => {
  await page.goto(`${sluice.url}/clusters/local/connectors/invoices-to-db/tasks`);
  const viewer = page.getByRole('region', { name: 'Trace of task 0' });
  await expect(viewer.getByText(`Caused by: ${cause}`)).toBeVisible();
  await viewer.getByRole('searchbox').fill('G.java');
  await expect(viewer.getByText('at e.f.G(G.java:2)')).toBeVisible();
  await expect(viewer.getByText('Caused by')).toBeHidden();
});

test('a cluster that is away keeps its rows, greyed, with their age, and says why', async ({ page }) => {
  const away = aCluster({
    id: ClusterId.parse('away'),
    name: 'Away',
    reachability: {
      state: 'unreachable',
      asOf: Date.now() - 240_000,
      since: Date.now() - 230_000,
      pollMs: null,
      problem: { kind: 'timeout', message: 'No answer within 10 s.' },
    },
  });
  await mockFleet(
    page,
    aFleet([...rows, aConnector({ name: 'lost', clusterId: away.id })], [aCluster(), away]),
  );
  await page.goto(`${sluice.url}/connectors`);
  await expect(page.getByRole('row', { name: /lost/ })).toContainText('unreachable');
  await page.getByRole('button', { name: /1 cluster away|Reconnecting/ }).click();
  await expect(page.getByText('No answer within 10 s.')).toBeVisible();
});

test('the page says so when the console’s server does not answer, and there is no blank screen', async ({
  page,
  quiet,
}) => {
  quiet.expectStatus(500);
  await page.route('**/api/v1/plugins', (route) => route.fulfill({ status: 500, body: 'no JSON' }));
  await page.goto(`${sluice.url}/plugins`);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('The console’s server answered 500.');
});

test('unknown addresses and connectors are told apart in words', async ({ page, quiet }) => {
  quiet.expectStatus(404);
  await page.goto(`${sluice.url}/nothing/here`);
  await expect(page.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible();
  await page.goto(`${sluice.url}/clusters/local/connectors/no-such`);
  await expect(page.getByText('There is no such connector')).toBeVisible();
  await page.goto(`${sluice.url}/clusters/nowhere/connectors/no-such`);
  await expect(page.getByText('This cluster is not registered')).toBeVisible();
});

test('an event changes a row in place', async ({ page }) => {
  const fleet = aFleet(rows);
  const healed = aConnector({ name: 'returns', tasks: [aTask(), aTask({ id: 1 })] });
  await mockFleet(page, fleet, [
    {
      type: 'connectors',
      seq: fleet.seq + 1,
      at: fleet.at,
      clusterId: 'local',
      upserted: [healed],
      removed: ['archive'],
    },
  ]);
  await page.goto(`${sluice.url}/connectors`);
  await expect(page.getByRole('row', { name: /returns/ })).toContainText('2/2');
  await expect(page.getByRole('row', { name: /archive/ })).toHaveCount(0);
});
