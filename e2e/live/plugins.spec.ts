import type { Page } from '@playwright/test';
import { type Postgres, startPostgres, whyNoPostgres } from '../support/postgres.ts';
import { call, until } from '../support/sluice.ts';
import { apache, expect, type Fleet, reasonToSkip, stored as storedAt, test } from './fleet.ts';

const PASSWORD = 'hunter2 "p4ss\\wörd" $x';
const JAAS =
  'org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="hunter2jaas";';

const noDatabase = whyNoPostgres();
let postgres: Postgres | undefined;

test.beforeAll(async () => {
  if (noDatabase !== undefined) return;
  postgres = await startPostgres(PASSWORD);
  postgres.sql(
    "create table orders (id int generated always as identity primary key, what text); insert into orders (what) values ('tea')",
  );
});

test.afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

for (const target of [apache('4.3.1'), apache('3.9.2')]) {
  test.describe(`real plugins on ${target.title}`, () => {
    const skipped = reasonToSkip(target);
    test.skip(skipped !== undefined, skipped);
    const { clusterId, tag } = target;
    const [shop, mirror] = [`shop-${tag}`, `mirror-${tag}`];
    let consoleUrl: string;
    let worker: string;
    let bootstrap: string;

    test.beforeAll(({ fleet }: { fleet: Fleet }) => {
      consoleUrl = fleet.sluice.url;
      worker = fleet.workerUrl(target);
      bootstrap = fleet.bootstrap;
    });

    // Left behind, Debezium fails once its database is gone, in the middle of the walk on the same worker.
    test.afterAll(async () => {
      for (const name of [shop, mirror]) {
        await until(`${name} is deleted`, async () => {
          const { status } = await call('DELETE', `${worker}/connectors/${name}`);
          return status === 204 || status === 404;
        });
      }
    });

    const stored = (name: string) => storedAt(worker, name);
    const option = (page: Page, key: string) => page.locator(`[id="option-${key}"]`);
    const openForm = async (page: Page, plugin: RegExp) => {
      await page.goto(`${consoleUrl}/clusters/${clusterId}/connectors/new`);
      await page.getByRole('searchbox', { name: 'Search plugins' }).fill(plugin.source);
      await page.getByRole('link', { name: plugin }).click();
    };
    /** Takes the text of an editor, changes it, and leaves it there. */
    const editText = async (page: Page, view: 'JSON' | 'Properties', change: (text: string) => string) => {
      await page.getByRole('button', { name: view, exact: true }).click();
      const editor = page.getByRole('textbox', {
        name: view === 'JSON' ? 'Config as JSON' : 'Config as properties',
      });
      await expect(editor).toBeVisible();
      const lines = await editor.locator('.cm-line').allTextContents();
      await editor.fill(change(lines.join('\n')));
    };
    const create = async (page: Page, name: string) => {
      await page.getByRole('button', { name: 'Review and create' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('It will be created').selectOption('STOPPED');
      await dialog.getByRole('button', { name: 'Create connector' }).click();
      await expect(page.getByRole('heading', { name })).toBeVisible();
      await until(`${name} is STOPPED`, async () => {
        const { body } = await call('GET', `${worker}/connectors/${name}/status`);
        return (body as { connector?: { state: string } }).connector?.state === 'STOPPED';
      });
    };
    const save = async (page: Page) => {
      await page.getByRole('button', { name: 'Review changes' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog).toContainText('STOPPED: nothing restarts');
      await dialog.getByRole('button', { name: 'Save config' }).click();
      await expect(dialog).toBeHidden();
    };

    test('Debezium says what is missing at the fields, and that it cannot reach the database in its own words', async ({
      page,
    }) => {
      await openForm(page, /Postgres/);
      await expect(page.getByText("The 'topic.prefix' value is invalid: A value is required")).toBeVisible();
      await expect(page.getByTestId('error-count')).toHaveText('5 errors');
      for (const [key, value] of Object.entries({
        ...{ name: shop, 'topic.prefix': shop, 'database.hostname': '127.0.0.1', 'database.port': '1' },
        ...{ 'database.user': 'shop', 'database.dbname': 'shop' },
      })) {
        await option(page, key).fill(value);
      }
      const field = page.locator('[id="option-database.hostname-errors"]');
      await expect(field).toContainText('Connection to 127.0.0.1:1 refused');
      await page.getByTestId('error-count').click();
      await page
        .getByRole('list', { name: 'Errors' })
        .getByRole('link', { name: 'database.hostname' })
        .click();
      await expect(option(page, 'database.hostname')).toBeFocused();
    });

    test('Debezium is created by form, JSON and properties without losing a key, edited with its password kept, and captures rows', async ({
      page,
    }) => {
      test.skip(noDatabase !== undefined, noDatabase);
      if (!postgres) return;
      await openForm(page, /Postgres/);
      const fields = {
        ...{ name: shop, 'topic.prefix': shop, 'database.hostname': '127.0.0.1' },
        ...{ 'database.port': String(postgres.port), 'database.user': postgres.user },
        ...{ 'database.password': PASSWORD, 'database.dbname': postgres.database },
      };
      await expect(option(page, 'database.hostname')).toBeVisible();
      for (const [key, value] of Object.entries(fields)) await option(page, key).fill(value);
      await page.getByRole('searchbox', { name: 'Search options' }).fill('plugin.name');
      await option(page, 'plugin.name').selectOption('pgoutput');
      await page.getByRole('searchbox', { name: 'Search options' }).fill('');
      await expect(page.getByTestId('error-count')).toHaveText('0 errors');
      await editText(page, 'JSON', (text) =>
        JSON.stringify({ ...(JSON.parse(text) as object), 'x.unknown': 'ä = # \\ “kept”' }, null, 2),
      );
      await editText(page, 'Properties', (text) => `${text}\ntable.include.list=public.orders\n`);
      await page.getByRole('button', { name: 'Form', exact: true }).click();
      await expect(option(page, 'x.unknown')).toHaveValue('ä = # \\ “kept”');
      await expect(option(page, 'table.include.list')).toHaveValue('public.orders');
      await expect(page.getByTestId('error-count')).toHaveText('0 errors');
      await create(page, shop);
      const config = await stored(shop);
      expect(config).toEqual({
        ...fields,
        ...{
          'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
          'plugin.name': 'pgoutput',
        },
        ...{ 'x.unknown': 'ä = # \\ “kept”', 'table.include.list': 'public.orders' },
      });

      await page.goto(`${consoleUrl}/clusters/${clusterId}/connectors/${shop}/config/edit`);
      await expect(page.getByText('stored secret, kept as it is')).toBeVisible();
      await option(page, 'slot.name').fill(`slot_${tag}`);
      await expect(page.getByTestId('error-count')).toHaveText('0 errors');
      await save(page);
      expect(await stored(shop)).toEqual({ ...config, 'slot.name': `slot_${tag}` });
      for (const part of ['', '/config', '/config/edit', '/history']) {
        await page.goto(`${consoleUrl}/clusters/${clusterId}/connectors/${shop}${part}`);
        await expect(page.getByRole('heading', { name: shop }).first()).toBeVisible();
        expect(await page.content()).not.toContain('hunter2');
      }

      await page.goto(`${consoleUrl}/clusters/${clusterId}/connectors/${shop}`);
      await page.getByRole('button', { name: `Actions for ${shop}` }).click();
      await page.getByRole('menuitem', { name: /^Resume/ }).click();
      await expect(page.getByRole('main').getByTestId('action-outcome')).toContainText(
        /running after [\d.]+ s/,
        {
          timeout: 60_000,
        },
      );
      postgres.sql("insert into orders (what) values ('coffee')");
      await until(
        'the table’s topic is active',
        async () => {
          const { body } = await call('GET', `${worker}/connectors/${shop}/topics`);
          return JSON.stringify(body).includes(`${shop}.public.orders`);
        },
        60_000,
      );
    });

    test('MirrorSource is created by form, takes an option the worker does not name, and keeps its login through an edit', async ({
      page,
    }) => {
      await openForm(page, /MirrorSource/);
      await option(page, 'name').fill(mirror);
      await expect(page.getByText(/Missing required configuration "source\.cluster\.alias"/)).toBeVisible();
      await option(page, 'source.cluster.alias').fill('west');
      await expect(page.getByTestId('error-count')).toHaveText('0 errors');
      for (const [key, value] of [
        ['source.cluster.bootstrap.servers', bootstrap],
        ['target.cluster.bootstrap.servers', bootstrap],
      ] as const) {
        await page.getByRole('textbox', { name: 'Another option' }).fill(key);
        await page.getByRole('button', { name: 'Add option' }).click();
        await option(page, key).fill(value);
      }
      await editText(page, 'JSON', (text) =>
        JSON.stringify({ ...(JSON.parse(text) as object), 'source.cluster.sasl.jaas.config': JAAS }, null, 2),
      );
      await page.getByRole('button', { name: 'Form', exact: true }).click();
      await create(page, mirror);
      const config = await stored(mirror);
      expect(config).toMatchObject({
        'source.cluster.bootstrap.servers': bootstrap,
        'source.cluster.sasl.jaas.config': JAAS,
      });

      await page.goto(`${consoleUrl}/clusters/${clusterId}/connectors/${mirror}/config/edit`);
      await editText(page, 'Properties', (text) => {
        expect(text).toContain('source.cluster.sasl.jaas.config=<secret: source.cluster.sasl.jaas.config>');
        return `${text}\ntopics=nothing\n`;
      });
      await save(page);
      expect(await stored(mirror)).toEqual({ ...config, topics: 'nothing' });
      expect(await page.content()).not.toContain('hunter2');
    });
  });
}
