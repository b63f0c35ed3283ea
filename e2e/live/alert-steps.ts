import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { ReceivedNote } from '../../lib/testing/alert-receiver.ts';
import { call, until } from '../support/sluice.ts';
import { expect, type Fleet, fileSink, given, isIn, type Target } from './fleet.ts';

const SECRET = 'sixteen characters, and “more”';
/** A rule recovers after two quiet minutes. */
const RECOVERY_MS = 150_000;

interface Note {
  kind: string;
  total: number;
  subjects: { cluster: string; connector: string; state: string; cause: string }[];
}

const notesOf = ({ receiver }: Fleet, { tag }: Target): ReceivedNote[] =>
  receiver.notes.filter((note) => note.path === `/hooks/${tag}?key=hunter2`);

async function noteOf(fleet: Fleet, target: Target, kind: string, timeoutMs?: number): Promise<Note> {
  const find = () =>
    notesOf(fleet, target)
      .map(({ text }) => JSON.parse(text) as Note)
      .find((note) => note.kind === kind);
  await until(`a note "${kind}" arrived from ${target.title}`, () => find() !== undefined, timeoutMs);
  return find() as Note;
}

/** Adds channel and rule by form, breaks a sink, sees the signed note arrive, and mends the sink. */
export async function fireAlert(page: Page, fleet: Fleet, target: Target): Promise<void> {
  const { tag, clusterId } = target;
  const worker = fleet.workerUrl(target);
  const connector = `alerted-${tag}`;
  await page.goto(`${fleet.sluice.url}/alerts`);
  await page.getByRole('button', { name: 'Add channel' }).click();
  await page.getByLabel('Name', { exact: true }).fill(`hook ${tag}`);
  await page.getByLabel('URL', { exact: true }).fill(`${fleet.receiver.origin}/hooks/${tag}?key=hunter2`);
  await page.getByLabel('Signing secret').fill(SECRET);
  await page.getByRole('dialog').getByRole('button', { name: 'Add channel' }).click();
  await page.getByRole('button', { name: `Send a test to hook ${tag}` }).click();
  await expect(page.getByText('Test delivered')).toBeVisible();

  await page.getByRole('button', { name: 'Add rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(`rule ${tag}`);
  await dialog.getByLabel('For at least, minutes').fill('0');
  await dialog.getByLabel('Connector names').fill('alerted-*');
  await dialog.getByLabel('Cluster', { exact: true }).selectOption(clusterId);
  for (const other of await dialog.getByRole('checkbox', { name: /^hook/ }).all()) await other.uncheck();
  await dialog.getByRole('checkbox', { name: `hook ${tag}` }).check();
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(page.getByText(`on ${clusterId} · to hook ${tag}`)).toBeVisible();

  const folder = path.join(fleet.files, connector);
  await given(worker, connector, fileSink(path.join(folder, 'out.txt'), connector), 'FAILED');
  const note = await noteOf(fleet, target, 'firing');
  expect(note).toMatchObject({ total: 1, subjects: [{ cluster: clusterId, connector }] });
  expect(note.subjects[0]?.cause).toContain('out.txt');
  const received = notesOf(fleet, target).at(-1);
  const { 'x-sluice-timestamp': time, 'x-sluice-signature': signature } = received?.headers ?? {};
  const expected = createHmac('sha256', SECRET)
    .update(`${String(time)}.${received?.text}`)
    .digest('hex');
  expect(signature).toBe(`sha256=${expected}`);
  await expect(page.getByText(/^firing for .*1 affected/).first()).toBeVisible();
  expect(await page.content()).not.toContain('hunter2');

  mkdirSync(folder);
  expect((await call('POST', `${worker}/connectors/${connector}/tasks/0/restart`)).status).toBe(204);
  await isIn(worker, connector, 'RUNNING', 'RUNNING');
}

/** Sees the note of recovery arrive, and that there was one note each. */
export async function seeRecovered(page: Page, fleet: Fleet, target: Target): Promise<void> {
  await noteOf(fleet, target, 'recovered', RECOVERY_MS);
  const kinds = notesOf(fleet, target).map(({ text }) => (JSON.parse(text) as Note).kind);
  expect(kinds).toEqual(['test', 'firing', 'recovered']);
  await page.goto(`${fleet.sluice.url}/alerts`);
  await expect(page.getByText(`rule ${target.tag}: recovered`)).toBeVisible();
}
