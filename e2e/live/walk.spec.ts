import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { call, until } from '../support/sluice.ts';
import { fireAlert, seeRecovered } from './alert-steps.ts';
import { beginAutoRestart, endAutoRestart } from './auto-restart-steps.ts';
import {
  expect,
  fileSink,
  fileSource,
  given,
  has,
  isIn,
  putConfig,
  reasonToSkip,
  stored,
  TARGETS,
  test,
} from './fleet.ts';

const ORDERS = Array.from({ length: 50 }, (_, i) => `order ${i}\n`);
const SECRET = 'hunter2 "p4ss\\wörd" $x = #';

// A rule recovers after two quiet minutes, which is about what the walks take.
test.describe('alert rules', () => {
  for (const target of TARGETS) {
    const skipped = reasonToSkip(target);
    test(`a rule made by form tells a real receiver, signed, what failed on ${target.title}`, async ({
      page,
      fleet,
    }) => {
      test.skip(skipped !== undefined, skipped);
      await fireAlert(page, fleet, target);
    });
  }
});

for (const target of TARGETS) {
  test.describe(`on ${target.title}`, () => {
    test.describe.configure({ mode: 'serial' });
    const skipped = reasonToSkip(target);
    test.skip(skipped !== undefined, skipped);
    const { clusterId, tag } = target;
    const source = `orders-${tag}`;
    const returns = `broken-returns-${tag}`;
    const refunds = `broken-refunds-${tag}`;
    const copy = `copy-${tag}`;
    const secretive = `secretive-${tag}`;
    let consoleUrl: string;
    let worker: string;
    let files: string;
    let flapping: { file: string; topic: string };

    const secretConfig = () => ({
      ...fileSource(path.join(files, 'orders.txt'), `first-${tag}`),
      ...{ 'db.password': SECRET, 'x.unknown': 'kept' },
    });

    test.beforeAll(async ({ fleet }) => {
      consoleUrl = fleet.sluice.url;
      worker = fleet.workerUrl(target);
      files = path.join(fleet.files, tag);
      flapping = { file: path.join(files, 'flapping.txt'), topic: source };
      mkdirSync(files, { recursive: true });
      writeFileSync(path.join(files, 'orders.txt'), ORDERS.join(''));
      await given(worker, source, fileSource(path.join(files, 'orders.txt'), source), 'RUNNING');
      await given(worker, returns, fileSink(path.join(files, 'missing/returns.txt'), source), 'FAILED');
      await given(worker, refunds, fileSink(path.join(files, 'missing/refunds.txt'), source), 'FAILED');
      await given(worker, copy, fileSink(path.join(files, 'copy.txt'), source), 'RUNNING');
      await given(worker, secretive, secretConfig(), 'RUNNING');
    });

    const connectorPage = (connector: string, tab = '') =>
      `${consoleUrl}/clusters/${clusterId}/connectors/${connector}${tab}`;
    const head = (page: Page, connector: string) =>
      page.getByRole('heading', { name: connector }).locator('..');
    const rowOf = (page: Page, connector: string) => page.getByRole('row', { name: `Select ${connector}` });
    const versionsIn = (page: Page) => page.getByRole('listitem').filter({ hasText: /^Version \d/ });
    const outcomeIn = (page: Page) => page.getByRole('main').getByTestId('action-outcome');
    const choose = async (page: Page, connector: string, action: string) => {
      await page.getByRole('button', { name: `Actions for ${connector}` }).click();
      await page.getByRole('menuitem', { name: new RegExp(`^${action}`) }).click();
    };

    test('a cluster is added by form, its test says the version, and removed again it leaves the worker alone', async ({
      page,
      quiet,
    }) => {
      quiet.expectStatus(409); // its address is registered already
      await page.goto(`${consoleUrl}/clusters`);
      await page.getByRole('button', { name: 'Add cluster' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name', { exact: true }).fill(`Again ${tag}`);
      await dialog.getByLabel('Worker URLs').fill('http://127.0.0.1:1');
      await dialog.getByRole('button', { name: 'Test connection' }).click();
      const results = dialog.getByRole('status', { name: 'Test results' });
      await expect(results).toContainText('refused');
      await dialog.getByLabel('Worker URLs').fill(worker);
      await dialog.getByRole('button', { name: 'Test connection' }).click();
      await expect(results).toContainText(`Connect ${target.version}, answered in`);
      await dialog.getByRole('button', { name: 'Add cluster' }).click();
      await expect(dialog).toContainText(/belongs to ".*" already/);
      await dialog.getByLabel('Worker URLs').fill(worker.replace('127.0.0.1', 'localhost'));
      await dialog.getByRole('button', { name: 'Add cluster' }).click();
      const card = page.getByRole('region', { name: `Again ${tag}` });
      await expect(card).toContainText(`Version${target.version}`);
      await expect(card).toContainText('2 failed');
      await page.getByRole('button', { name: `More for Again ${tag}` }).click();
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove cluster' }).click();
      await expect(card).toBeHidden();
      expect((await call('GET', `${worker}/connectors/${source}`)).status).toBe(200);
    });

    test('auto-restart tries a connector that fails on its first record, and counts the try', async ({
      page,
      fleet,
    }) => {
      await beginAutoRestart(page, fleet, target, flapping);
    });

    test('the first config is kept before somebody changes it elsewhere', async ({ page }) => {
      await page.goto(connectorPage(secretive, '/config'));
      await expect(versionsIn(page)).toHaveCount(1);
      await putConfig(worker, secretive, { ...secretConfig(), topic: `second-${tag}` });
    });

    test('home names what failed by cause, and the list of the cluster shows worst first', async ({
      page,
    }) => {
      await page.goto(consoleUrl);
      await expect(page.getByRole('heading', { name: /^\d+ connectors need attention$/ })).toBeVisible();
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Connectors' }).click();
      await page.getByRole('combobox', { name: 'Cluster' }).selectOption(clusterId);
      const rows = page.getByRole('table', { name: 'Connectors' }).getByRole('row');
      await expect(rows.nth(1)).toContainText('Failed');
      await expect(rows.nth(2)).toContainText('Failed');
      await expect(rowOf(page, source)).toContainText('Running');
    });

    test('a connector’s page shows state, whole trace, config, topics and its timeline', async ({ page }) => {
      await page.goto(connectorPage(returns));
      await expect(page.getByRole('heading', { name: returns })).toBeVisible();
      await expect(page.getByRole('region', { name: 'Trace of task 0' })).toContainText(
        'org.apache.kafka.connect.errors',
      );
      await page.getByRole('link', { name: 'Timeline', exact: true }).click();
      await expect(page.getByRole('row', { name: /task 0/ }).first()).toContainText('Failed');
      await page.goto(connectorPage(source, '/config'));
      await expect(page.getByText('FileStreamSourceConnector')).toBeVisible();
      await page.goto(connectorPage(source, '/topics'));
      await expect(page.getByRole('listitem').getByText(source, { exact: true })).toBeVisible();
    });

    test('what failed is found by filter and restarted: each row says it failed again, and once mended that it runs', async ({
      page,
    }) => {
      await page.goto(`${consoleUrl}/connectors?cluster=${clusterId}`);
      await page.getByRole('searchbox', { name: 'Search connectors' }).fill('broken- state:failed');
      await page.getByRole('checkbox', { name: 'Select all 2' }).check();
      const outcomes = page.getByRole('dialog').getByTestId('action-outcome');
      const restartFailed = async () => {
        await page.getByRole('button', { name: /^Restart failed tasks/ }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Restart failed tasks', exact: true }).click();
        await expect(dialog.getByRole('status')).toContainText('2 of 2 done');
      };
      await restartFailed();
      for (const [index, name] of [refunds, returns].entries()) {
        await expect(outcomes.nth(index)).toContainText(name);
        await expect(outcomes.nth(index)).toContainText(/worker accepted \(20[24]\)/);
        await expect(outcomes.nth(index)).toContainText(
          /task 0 failed again (after|within) [\d.]+ s: same error/,
        );
      }
      mkdirSync(path.join(files, 'missing'));
      await page.getByRole('dialog').getByRole('button', { name: 'Retry the 2 that failed' }).click();
      for (const index of [0, 1]) {
        await expect(outcomes.nth(index)).toContainText(/1 of 1 tasks? running after [\d.]+ s/);
      }
      await until('a sink has written', () => existsSync(path.join(files, 'missing/returns.txt')));
      await page.goto(connectorPage(returns, '/history'));
      await expect(page.getByRole('row', { name: /restart failed tasks/ })).toHaveCount(2);
      await expect(page.getByRole('row', { name: /task 0/ }).first()).toContainText('Running');
    });

    test('a connector is created by form: errors at their field, JSON and back, watched coming up', async ({
      page,
    }) => {
      const input = path.join(files, 'new.txt');
      const name = `made-by-form-${tag}`;
      writeFileSync(input, 'first\n');
      await page.goto(`${consoleUrl}/clusters/${clusterId}/connectors/new`);
      await page.getByRole('link', { name: /FileStreamSource/ }).click();
      await page.getByRole('textbox', { name: 'Connector name' }).fill(name);
      await page.getByRole('textbox', { name: 'file', exact: true }).fill(input);
      await expect(page.getByText('Missing required configuration "topic"')).toBeVisible();
      await page.getByRole('textbox', { name: 'topic', exact: true }).fill(`made-${tag}`);
      await expect(page.getByTestId('error-count')).toHaveText('0 errors');
      await useJson(page, { 'x.unknown.key': 'kept' });
      await expect(page.getByRole('textbox', { name: 'x.unknown.key' })).toHaveValue('kept');
      await expect(page.getByRole('textbox', { name: 'file', exact: true })).toHaveValue(input);
      await page.getByRole('button', { name: 'Review and create' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Create connector' }).click();
      await expect(page.getByRole('heading', { name })).toBeVisible();
      await expect(outcomeIn(page)).toContainText(/running after [\d.]+ s/);
      expect(await stored(worker, name)).toMatchObject({
        'x.unknown.key': 'kept',
        topic: `made-${tag}`,
        file: input,
      });
    });

    test('an edit keeps a stored secret byte for byte, and the config is rolled back past a change from elsewhere', async ({
      page,
    }) => {
      const name = secretive;
      const versions = versionsIn(page);
      await expect(async () => {
        await page.goto(connectorPage(name, '/config'));
        await expect(versions).toHaveCount(2, { timeout: 2_000 });
      }).toPass();
      const before = await stored(worker, name);
      await page.goto(connectorPage(name, '/config/edit'));
      await page.getByRole('textbox', { name: 'topic', exact: true }).fill(`third-${tag}`);
      await expect(page.getByText('stored secret, kept as it is').first()).toBeVisible();
      await page.getByRole('button', { name: 'Review changes' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('list', { name: 'Changes' }).getByRole('listitem')).toHaveCount(1);
      await expect(dialog).toContainText(`third-${tag}`);
      if (!has(target, 'tasksRestartOnConfig')) await expect(dialog).toContainText('before Kafka 3.8');
      await dialog.getByRole('button', { name: 'Save config' }).click();
      await expect(page.getByRole('heading', { name })).toBeVisible();
      expect(await stored(worker, name)).toEqual({ ...before, topic: `third-${tag}` });
      expect(await page.content()).not.toContain('hunter2');

      await page.goto(connectorPage(name, '/config'));
      await expect(versions).toHaveCount(3);
      await expect(versions.nth(0)).toContainText(/Version 3 · in place · saved by local/);
      await expect(versions.nth(1)).toContainText(/Version 2 · changed outside the console/);
      await expect(versions.nth(2)).toContainText(/Version 1 · there when first seen/);
      await page.getByRole('button', { name: 'Roll back to version 1' }).click();
      await expect(dialog).toContainText(/keeps? (its|their) value of now/);
      await dialog.getByRole('button', { name: 'Roll back', exact: true }).click();
      await expect(versions.nth(0)).toContainText('rolled back to version 1 by local');
      expect(await stored(worker, name)).toEqual({ ...before, topic: `first-${tag}` });
      expect(before['db.password']).toBe(SECRET);
      expect(await page.content()).not.toContain('hunter2');
    });

    test('an offset is set back between stop and resume and the connector goes on from there, or why not is said', async ({
      page,
    }) => {
      const copied = () => readFileSync(path.join(files, 'copy.txt'), 'utf8').split('\n').filter(Boolean);
      await until(
        'all orders are copied',
        () => existsSync(path.join(files, 'copy.txt')) && copied().length === 50,
      );
      await page.goto(connectorPage(source, '/offsets'));
      if (!has(target, 'readOffsets')) {
        await expect(page.getByText('Reading offsets over REST came with Kafka 3.5.')).toBeVisible();
        await expect(page.getByRole('button', { name: /offset/i })).toHaveCount(0);
        return;
      }
      await page.getByRole('button', { name: 'Stop connector' }).click();
      await page.getByRole('button', { name: /^Edit the offset of .*orders\.txt/ }).click();
      const position = ORDERS.slice(0, 40).join('').length;
      await page.getByRole('textbox', { name: 'Offset' }).fill(`{"position":${position}}`);
      await page.getByRole('button', { name: 'Review change' }).click();
      await page.getByRole('button', { name: 'Save offset' }).click();
      await expect(page.getByRole('dialog')).toBeHidden();
      const { body } = await call('GET', `${worker}/connectors/${source}/offsets`);
      expect(body).toMatchObject({ offsets: [{ offset: { position } }] });
      await page.getByRole('button', { name: 'Resume connector' }).click();
      await until('the last ten orders came again', () => copied().length === 60);
      expect(copied().slice(50)).toEqual(copied().slice(40, 50));
    });

    test('pause, resume, stop and delete are followed to what was observed, and what the worker cannot do says why', async ({
      page,
      quiet,
    }) => {
      quiet.expectStatus(404); // the page may ask once more for what it has just deleted
      const name = `made-by-form-${tag}`;
      await page.goto(connectorPage(name));
      const steps: [string, string][] = [
        ['Pause', 'Paused'],
        ['Resume', 'Running'],
      ];
      if (has(target, 'stop')) steps.push(['Stop', 'Stopped']);
      for (const [action, state] of steps) {
        await choose(page, name, action);
        await expect(outcomeIn(page)).toContainText(action);
        await expect(head(page, name)).toContainText(state);
        await expect(outcomeIn(page)).toHaveAttribute('data-phase', 'succeeded');
      }
      await page.getByRole('button', { name: `Actions for ${name}` }).click();
      const stop = page.getByRole('menuitem', { name: /^Stop/ });
      await expect(stop).toBeDisabled();
      await expect(stop).toContainText(
        has(target, 'stop')
          ? 'It is stopped already.'
          : 'Workers before 3.5 cannot stop a connector; pause it.',
      );
      await page.getByRole('menuitem', { name: /^Delete/ }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('button', { name: 'Delete connector' })).toBeDisabled();
      await dialog.getByRole('textbox').fill(name);
      await dialog.getByRole('button', { name: 'Delete connector' }).click();
      await expect(page.getByText('There is no such connector')).toBeVisible();
      expect((await call('GET', `${worker}/connectors/${name}`)).status).toBe(404);
    });

    test('the list changes by itself when the worker does', async ({ page }) => {
      await page.goto(`${consoleUrl}/connectors?cluster=${clusterId}`);
      const row = rowOf(page, source);
      await expect(row).toContainText('Running');
      await call('PUT', `${worker}/connectors/${source}/pause`);
      await expect(row).toContainText('Paused');
      appendFileSync(path.join(files, 'orders.txt'), 'late\n');
      await call('PUT', `${worker}/connectors/${source}/resume`);
      await expect(row).toContainText('Running');
      await until('the late line arrived', () =>
        readFileSync(path.join(files, 'copy.txt'), 'utf8').includes('late'),
      );
    });

    test('auto-restart gives up on an error that stays, and begins anew once it is mended', async ({
      page,
      fleet,
    }) => {
      await endAutoRestart(page, fleet, target, flapping);
      await isIn(worker, `flapping-${tag}`, 'RUNNING', 'RUNNING');
    });
  });
}

test.describe('alert rules, two quiet minutes later', () => {
  for (const target of TARGETS) {
    const skipped = reasonToSkip(target);
    test(`the receiver is told once that the rule on ${target.title} has recovered`, async ({
      page,
      fleet,
    }) => {
      test.skip(skipped !== undefined, skipped);
      test.setTimeout(240_000);
      await seeRecovered(page, fleet, target);
    });
  }
});

/** Adds keys in the JSON view and comes back to the form. */
async function useJson(page: Page, more: Record<string, string>): Promise<void> {
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  const editor = page.getByRole('textbox', { name: 'Config as JSON' });
  await expect(editor).toBeVisible();
  const text = (await editor.textContent()) ?? '';
  const whole = JSON.stringify({ ...(JSON.parse(text) as object), ...more }, null, 2);
  await editor.fill(whole);
  await page.getByRole('button', { name: 'Form', exact: true }).click();
}
