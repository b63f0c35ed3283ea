import path from 'node:path';
import { apache, expect, reasonToSkip, stored, test } from './fleet.ts';

const target = apache('2.8.2');

test('on Apache Connect 2.8.2 a sink’s form opens although the worker cannot validate one without topics, and it is created at rest', async ({
  page,
  fleet,
}) => {
  const skipped = reasonToSkip(target);
  test.skip(skipped !== undefined, skipped);
  const option = (key: string) => page.locator(`[id="option-${key}"]`);
  await page.goto(`${fleet.sluice.url}/clusters/${target.clusterId}/connectors/new`);
  await page.getByRole('link', { name: /FileStreamSink/ }).click();
  await expect(page.getByText('Must configure one of topics or topics.regex')).toBeVisible();
  await option('name').fill('to-file');
  await option('topics').fill('in-2');
  await option('file').fill(path.join(fleet.files, 'at-rest.txt'));
  await expect(page.getByTestId('error-count')).toHaveText('0 errors');
  await page.getByRole('button', { name: 'Review and create' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('It will be created').selectOption('PAUSED');
  await expect(dialog).toContainText('Before Kafka 3.7 it starts and is put to rest right after.');
  await dialog.getByRole('button', { name: 'Create connector' }).click();
  await expect(page.getByRole('heading', { name: 'to-file' }).locator('..')).toContainText('Paused');
  expect(await stored(fleet.workerUrl(target), 'to-file')).toMatchObject({ topics: 'in-2' });
});
