import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/quiet-page.ts';
import { call, until } from '../support/sluice.ts';
import { fileSink, fileSource, given, reasonToSkip, startTarget, TARGETS, type Target } from './targets.ts';

for (const name of TARGETS) {
  test.describe(`on ${name === 'apache' ? 'Apache Connect 4.3.1' : 'the embedded worker'}`, () => {
    test.describe.configure({ mode: 'serial' });
    const skipped = reasonToSkip(name);
    test.skip(skipped !== undefined, skipped);
    let target: Target;

    test.beforeAll(async () => {
      test.setTimeout(240_000);
      target = await startTarget(name);
      const { files, workerUrl } = target;
      writeFileSync(
        path.join(files, 'orders.txt'),
        Array.from({ length: 50 }, (_, i) => `order ${i}\n`).join(''),
      );
      await given(
        workerUrl,
        'orders-from-file',
        fileSource(path.join(files, 'orders.txt'), 'orders'),
        'RUNNING',
        'RUNNING',
      );
      for (const [index, one] of ['returns', 'refunds'].entries()) {
        await given(
          workerUrl,
          `${one}-to-file`,
          fileSink(path.join(files, 'missing', `out-${index}.txt`), 'orders'),
          'RUNNING',
          'FAILED',
        );
      }
    });

    test.afterAll(async () => {
      await target?.[Symbol.asyncDispose]();
    });

    const connectorPage = (connector: string, tab = '') =>
      `${target.consoleUrl}/clusters/${target.clusterId}/connectors/${connector}${tab}`;

    test('home names what failed, grouped by cause, and the list shows worst first', async ({ page }) => {
      await page.goto(target.consoleUrl);
      await expect(page.getByRole('heading', { name: '2 connectors need attention' })).toBeVisible();
      await expect(page.getByText('2 tasks in 2 connectors')).toBeVisible();
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Connectors' }).click();
      const rows = page.getByRole('table', { name: 'Connectors' }).getByRole('row');
      await expect(rows).toHaveCount(4);
      await expect(rows.nth(1)).toContainText('refunds-to-file');
      await expect(rows.nth(3)).toContainText('orders-from-file');
    });

    test('a connector’s page shows state, whole trace, config, offsets, topics and its timeline', async ({
      page,
    }) => {
      await page.goto(connectorPage('returns-to-file'));
      await expect(page.getByRole('heading', { name: 'returns-to-file' })).toBeVisible();
      await expect(page.getByRole('region', { name: 'Trace of task 0' })).toContainText(
        'org.apache.kafka.connect.errors',
      );
      await page.getByRole('link', { name: 'Timeline', exact: true }).click();
      await expect(page.getByRole('row', { name: /task 0/ }).first()).toContainText('Failed');
      await page.goto(connectorPage('orders-from-file', '/config'));
      await expect(page.getByText('FileStreamSourceConnector')).toBeVisible();
      await page.goto(connectorPage('orders-from-file', '/topics'));
      await expect(page.getByRole('listitem').getByText('orders', { exact: true })).toBeVisible();
      await page.goto(connectorPage('orders-from-file', '/offsets'));
      await expect(page.getByRole('cell', { name: /^\{"filename".*orders\.txt"\}$/ })).toBeVisible({
        timeout: 80_000,
      });
    });

    test('Restart failed tasks says that a task failed again with the same error, and later that it runs', async ({
      page,
    }) => {
      await page.goto(connectorPage('returns-to-file'));
      const restart = page.getByRole('button', { name: 'Restart 1 failed task' });
      await restart.click();
      const outcome = page.getByRole('main').getByTestId('action-outcome');
      await expect(outcome).toContainText(/worker accepted \(202\)/);
      await expect(outcome).toContainText(/task 0 failed again (after|within) [\d.]+ s: same error/);
      mkdirSync(path.join(target.files, 'missing'));
      await restart.click();
      await expect(outcome).toContainText(/1 of 1 tasks? running after [\d.]+ s/);
      await expect(page.getByRole('heading', { name: 'returns-to-file' }).locator('..')).toContainText(
        'Running',
      );
      await expect(restart).toBeHidden();
      await until('the sink has written', () => existsSync(path.join(target.files, 'missing/out-0.txt')));
    });

    test('a selection is restarted with one outcome per row', async ({ page }) => {
      await page.goto(`${target.consoleUrl}/connectors`);
      await page.getByRole('checkbox', { name: 'Select refunds-to-file' }).check();
      await page.getByRole('checkbox', { name: 'Select returns-to-file' }).check();
      await page.getByRole('button', { name: /Restart failed tasks/ }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog).toContainText('1 of the selected are left out');
      await dialog.getByRole('button', { name: 'Restart failed tasks', exact: true }).click();
      await expect(dialog.getByTestId('action-outcome')).toContainText(
        /refunds-to-file.*1 of 1 tasks? running/s,
      );
    });

    test('a connector is created by form: errors at their field, JSON and back, watched coming up', async ({
      page,
    }) => {
      const input = path.join(target.files, 'new.txt');
      writeFileSync(input, 'first\n');
      await page.goto(`${target.consoleUrl}/clusters/${target.clusterId}/connectors/new`);
      await page.getByRole('link', { name: /FileStreamSource/ }).click();
      await page.getByRole('textbox', { name: 'Connector name' }).fill('made-by-form');
      await page.getByRole('textbox', { name: 'file', exact: true }).fill(input);
      await expect(page.getByText('Missing required configuration "topic"')).toBeVisible();
      await page.getByRole('textbox', { name: 'topic', exact: true }).fill('made');
      await expect(page.getByTestId('error-count')).toHaveText('0 errors');
      await useJson(page, { 'x.unknown.key': 'kept' });
      await expect(page.getByRole('textbox', { name: 'x.unknown.key' })).toHaveValue('kept');
      await expect(page.getByRole('textbox', { name: 'file', exact: true })).toHaveValue(input);
      await page.getByRole('button', { name: 'Review and create' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Create connector' }).click();
      await expect(page.getByRole('heading', { name: 'made-by-form' })).toBeVisible();
      await expect(page.getByRole('main').getByTestId('action-outcome')).toContainText(
        /running after [\d.]+ s/,
      );
      const { body } = await call('GET', `${target.workerUrl}/connectors/made-by-form/config`);
      expect(body).toMatchObject({ 'x.unknown.key': 'kept', topic: 'made', file: input });
    });

    test('an edit shows its diff, keeps a stored secret and reaches the worker', async ({ page }) => {
      const config = {
        ...fileSource(path.join(target.files, 'orders.txt'), 'secret'),
        'db.password': 'hunter2-hunter2',
      };
      await given(target.workerUrl, 'with-secret', config, 'RUNNING', 'RUNNING');
      await page.goto(connectorPage('with-secret', '/config/edit'));
      await page.getByRole('textbox', { name: 'topic', exact: true }).fill('secret-2');
      await expect(page.getByText('stored secret, kept as it is')).toBeVisible();
      await page.getByRole('button', { name: 'Review changes' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('listitem')).toHaveCount(1);
      await expect(dialog).toContainText('secret-2');
      await dialog.getByRole('button', { name: 'Save config' }).click();
      await expect(page.getByRole('heading', { name: 'with-secret' })).toBeVisible();
      const { body } = await call('GET', `${target.workerUrl}/connectors/with-secret/config`);
      expect(body).toMatchObject({ topic: 'secret-2', 'db.password': 'hunter2-hunter2' });
      expect(await page.content()).not.toContain('hunter2');
    });

    test('pause, resume, stop and delete are followed to what was observed', async ({ page, quiet }) => {
      quiet.expectStatus(404); // the page may ask once more for what it has just deleted
      await page.goto(connectorPage('made-by-form'));
      const outcome = page.getByRole('main').getByTestId('action-outcome');
      const head = page.getByRole('heading', { name: 'made-by-form' }).locator('..');
      for (const [action, state] of [
        ['Pause', 'Paused'],
        ['Resume', 'Running'],
        ['Stop', 'Stopped'],
      ] as const) {
        await page.getByRole('button', { name: 'Actions for made-by-form' }).click();
        await page.getByRole('menuitem', { name: new RegExp(`^${action}`) }).click();
        await expect(outcome).toContainText(action);
        await expect(head).toContainText(state);
        await expect(outcome).toHaveAttribute('data-phase', 'succeeded');
      }
      await page.getByRole('button', { name: 'Actions for made-by-form' }).click();
      await page.getByRole('menuitem', { name: /^Delete/ }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('button', { name: 'Delete connector' })).toBeDisabled();
      await dialog.getByRole('textbox').fill('made-by-form');
      await dialog.getByRole('button', { name: 'Delete connector' }).click();
      await expect(page.getByText('There is no such connector')).toBeVisible();
      expect((await call('GET', `${target.workerUrl}/connectors/made-by-form`)).status).toBe(404);
    });

    test('the list changes by itself when the worker does', async ({ page }) => {
      await page.goto(`${target.consoleUrl}/connectors`);
      const row = page.getByRole('row', { name: /orders-from-file/ });
      await expect(row).toContainText('Running');
      await call('PUT', `${target.workerUrl}/connectors/orders-from-file/pause`);
      await expect(row).toContainText('Paused');
      appendFileSync(path.join(target.files, 'orders.txt'), 'late\n');
      await call('PUT', `${target.workerUrl}/connectors/orders-from-file/resume`);
      await expect(row).toContainText('Running');
      await until('the late line arrived', () =>
        readFileSync(path.join(target.files, 'missing/out-0.txt'), 'utf8').includes('late'),
      );
    });
  });
}

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
