import type { Page } from '@playwright/test';
import { expect, type Fleet, fileSink, given, has, isIn, putConfig, type Target } from './fleet.ts';

/** Believing a status takes the console half a minute after a restart. */
const GIVES_UP_MS = 60_000;

const JSON_CONVERTER = { 'value.converter': 'org.apache.kafka.connect.json.JsonConverter' };

const panelOf = async (page: Page, fleet: Fleet, { clusterId, tag }: Target) => {
  await page.goto(`${fleet.sluice.url}/clusters/${clusterId}/connectors/flapping-${tag}`);
  return page.locator('section').filter({ has: page.getByRole('heading', { name: 'Auto-restart' }) });
};

/**
 * Switches auto-restart on, one try at most, for a sink that runs until it meets the first record: text where it
 * expects JSON. Sees the try counted.
 */
export async function beginAutoRestart(
  page: Page,
  fleet: Fleet,
  target: Target,
  sink: { file: string; topic: string },
) {
  const config = { ...fileSink(sink.file, sink.topic), ...JSON_CONVERTER };
  await given(fleet.workerUrl(target), `flapping-${target.tag}`, config, 'FAILED');
  const panel = await panelOf(page, fleet, target);
  await panel.getByLabel('Restart what failed by itself').click();
  await panel.getByLabel('Stop after').fill('1');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toContainText('1 of 1');
}

/** Sees it given up on the cause that came back, with what was tried; mends the sink and begins anew. */
export async function endAutoRestart(
  page: Page,
  fleet: Fleet,
  target: Target,
  sink: { file: string; topic: string },
) {
  const panel = await panelOf(page, fleet, target);
  await expect(panel).toContainText('given up: 1 restart did not help', { timeout: GIVES_UP_MS });
  await panel.getByText('Last try').click();
  await expect(panel.getByTestId('action-outcome')).toHaveCount(1);
  await expect(panel.getByTestId('action-outcome')).toContainText(
    /by auto-restart.*task 0 failed again .*same error/s,
  );
  const worker = fleet.workerUrl(target);
  await putConfig(worker, `flapping-${target.tag}`, fileSink(sink.file, sink.topic));
  // An older worker starts no task anew whose own config came out the same, as a file sink's does.
  if (!has(target, 'tasksRestartOnConfig')) {
    await page.getByRole('button', { name: 'Restart 1 failed task' }).click();
  }
  await isIn(worker, `flapping-${target.tag}`, 'RUNNING', 'RUNNING');
  await panel.getByRole('button', { name: 'Begin anew' }).click();
  await expect(panel).toContainText('0 of 1');
  await expect(panel).toContainText('none, nothing has failed');
}
