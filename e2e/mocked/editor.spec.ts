import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ConnectorDetail } from '../../lib/api/connectors.ts';
import { PluginList, ValidateResult } from '../../lib/api/plugins.ts';
import { Problem } from '../../lib/api/problem.ts';
import { ClusterId } from '../../lib/connect/names.ts';
import { aCluster, aConnector, aDetail, aFleet } from '../../lib/testing/builders.ts';
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

const base = '/api/v1/clusters/local/connectors/orders';
const shown = (key: string, value: string) => ({ key, value, masked: false });
const stored = [
  shown('name', 'orders'),
  shown('connector.class', 'org.x.JdbcSource'),
  shown('connection.url', 'jdbc:one'),
  shown('poll.interval.ms', '90000'),
  { key: 'db.password', value: null, masked: true, stamp: 's1' },
];
const option = (name: string, more: object = {}, value: object = {}) => ({
  definition: {
    ...{ name, type: 'STRING', required: false, importance: 'HIGH', group: 'Common' },
    ...{ documentation: `What ${name} does.`, ...more },
  },
  value: { name, ...value },
});

test.beforeEach(async ({ page }) => {
  const clusters = [aCluster(), aCluster({ id: ClusterId.parse('other'), name: 'Other' })];
  await mockFleet(page, aFleet([aConnector()], clusters));
  await mock(page, base, ConnectorDetail, aDetail({ config: stored }));
  await mock(page, '/api/v1/plugins', PluginList, {
    plugins: [
      {
        clusterId: ClusterId.parse('local'),
        class: 'org.x.JdbcSource',
        type: 'source',
        version: '2',
        connectors: 1,
      },
    ],
    problems: [],
  });
  await mock(page, /\/api\/v1\/clusters\/\w+\/validate/, ValidateResult, {
    ok: true,
    maskedKeys: ['db.password'],
    infos: {
      name: 'x',
      error_count: 1,
      groups: ['Common'],
      configs: [
        option('name'),
        option('connection.url', {}, { errors: ['Cannot reach jdbc:one'] }),
        option('tables', { type: 'LIST' }, { recommended_values: ['orders', 'customers'] }),
        option('poll.interval.ms', { type: 'LONG' }),
        option('db.password', { type: 'PASSWORD' }),
        option('mode', {}, { recommended_values: ['bulk', 'incrementing'] }),
      ],
    },
  });
});

const edit = async (page: Page) => {
  await page.goto(`${sluice.url}/clusters/local/connectors/orders/config/edit`);
  await expect(page.getByRole('textbox', { name: 'connection.url' })).toBeVisible();
};
const view = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function expectGood(page: Page, where: string): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, where).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(
    violations.map(({ id, nodes }) => `${where}: ${id} ${nodes.map((node) => node.html).join(' ')}`),
  ).toEqual([]);
}

for (const [theme, width] of [
  ['light', 1440],
  ['dark', 390],
] as const) {
  test(`every view of the editor, its dialogs and a clone are accessible and fit ${width} px in ${theme}`, async ({
    page,
    quiet,
  }) => {
    quiet.expectStatus(409);
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    await edit(page);
    await page.getByTestId('error-count').click();
    await expectGood(page, 'form');
    for (const name of ['JSON', 'Properties'] as const) {
      await view(page, name);
      await expect(page.locator('.cm-content')).toBeVisible();
      await expect(page.locator('.cm-lint-marker-error')).toBeVisible();
      await expectGood(page, name);
    }
    await view(page, 'cURL');
    await expectGood(page, 'cURL');
    await view(page, 'Form');
    await page.getByRole('button', { name: 'Paste a config' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('{"a": 1,}');
    await expect(page.getByRole('dialog')).toContainText('Line 1, column 8');
    await expectGood(page, 'paste');
    await page.getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('textbox', { name: 'connection.url' }).fill('jdbc:mine');
    await page.getByRole('button', { name: 'Review changes' }).click();
    await expectGood(page, 'review');
    const now = stored.map((one) => (one.key === 'connection.url' ? shown(one.key, 'jdbc:theirs') : one));
    const problem = Problem.parse({
      ...{ type: 'about:blank', title: 'Conflict', status: 409, code: 'resource/conflict' },
      ...{ detail: 'Changed.', requestId: 'r', current: { config: now, configHash: 'h2' } },
    });
    await page.route(`**${base}/config`, (route) =>
      route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await page.getByRole('button', { name: 'Save config' }).click();
    await expect(page.getByRole('dialog', { name: /Somebody changed/ })).toContainText('jdbc:theirs');
    await expectGood(page, 'conflict');

    await page.goto(`${sluice.url}/clusters/other/connectors/new?copyFrom=local&copyOf=orders`);
    await expect(page.getByRole('heading', { name: 'Clone orders' })).toBeVisible();
    await expect(page.getByText('secret of orders, taken along')).toBeVisible();
    await expectGood(page, 'clone');
    await page.getByRole('button', { name: 'Review and create' }).click();
    await expect(page.getByRole('checkbox', { name: /db\.password of orders to other/ })).toBeVisible();
    await expectGood(page, 'clone review');
  });
}

test('JSON and properties offer what the definitions know, and the form follows', async ({ page }) => {
  await edit(page);
  for (const [name, typed] of [
    ['JSON', '\n"mo'],
    ['Properties', '\nmo'],
  ] as const) {
    await view(page, name);
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('End');
    await page.keyboard.type(typed);
    const list = page.locator('.cm-tooltip-autocomplete');
    await expect(list.getByText('mode', { exact: true })).toBeVisible();
    await expect(page.locator('.cm-completionInfo')).toContainText('What mode does.');
    await list.getByText('mode', { exact: true }).click();
    await page.keyboard.press('Control+Space');
    await expect(list.getByText('incrementing')).toBeVisible();
    await list.getByText('incrementing').click();
    if (name === 'JSON') {
      await page.keyboard.press('End');
      await page.keyboard.type(',');
    }
    await view(page, 'Form');
    await expect(page.locator('#option-mode')).toHaveValue('incrementing');
    await page.getByRole('button', { name: 'Unset mode' }).click();
  }
});
