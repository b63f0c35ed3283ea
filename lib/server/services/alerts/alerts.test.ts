import { createHmac } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { POST as postTest } from '@/app/api/v1/alerts/channels/[channelId]/test/route';
import { GET as getAlerts } from '@/app/api/v1/alerts/route';
import { type AlertChannelInput, AlertDelivery, AlertOverview, type AlertRuleInput } from '@/lib/api/alerts';
import { AlertReceiver } from '@/lib/testing/alert-receiver';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { setConsole } from '../../console';
import {
  addAlertChannel,
  addAlertRule,
  addSilence,
  listAlerts,
  removeAlertChannel,
  removeAlertRule,
  removeSilence,
  updateAlertChannel,
  updateAlertRule,
} from '.';

const SECRET = 'sign-with-this-secret';
const PATH = '/services/T000/very-secret-path';
const GOOD = { 'content-type': 'application/json', origin: 'http://localhost:3000', host: 'localhost:3000' };
const PATIENT = { timeout: 15_000, interval: 100 };

let worker: FakeWorker;
let receiver: AlertReceiver;
let running: TestConsole;

beforeEach(async () => {
  worker = await FakeWorker.start();
  receiver = await AlertReceiver.start();
  running = await startTestConsole({ clusters: { prod: worker.url } });
  setConsole(running.console);
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBe(worker.version));
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

const channel = (more: Partial<AlertChannelInput> = {}): AlertChannelInput => ({
  name: 'Ops',
  kind: 'webhook',
  url: `${receiver.origin}${PATH}`,
  secret: SECRET,
  ...more,
});
const rule = (channels: string[], more: Partial<AlertRuleInput> = {}): AlertRuleInput => ({
  name: 'Failed connectors',
  enabled: true,
  conditions: ['FAILED'],
  forSeconds: 0,
  count: 1,
  cluster: null,
  pattern: '*',
  channels,
  ...more,
});

test('a connector that fails on a worker is a signed note at the receiver, clean of its secrets', async () => {
  worker.passwordKeys = ['db.password'];
  worker.add('orders', {
    states: ['FAILED'],
    trace: 'org.x.DataException: login with hunter2hunter2 failed',
    config: { name: 'orders', 'connector.class': 'FileStreamSource', 'db.password': 'hunter2hunter2' },
  });
  const { id } = await addAlertChannel(running.context, channel());
  await addAlertRule(running.context, rule([id]));
  await vi.waitFor(() => expect(receiver.notes).toHaveLength(1), PATIENT);
  const [note] = receiver.notes;
  expect(note?.path).toBe(PATH);
  const signed = `${note?.headers['x-sluice-timestamp']}.${note?.text}`;
  const expected = createHmac('sha256', SECRET).update(signed).digest('hex');
  expect(note?.headers['x-sluice-signature']).toBe(`sha256=${expected}`);
  expect(receiver.bodies()[0]).toMatchObject({ kind: 'firing', subjects: [{ connector: 'orders' }] });
  expect(note?.text).not.toContain('hunter2');
  await vi.waitFor(async () => {
    const { rules, deliveries } = await listAlerts(running.context);
    expect(deliveries).toMatchObject([{ status: 'delivered', rule: 'Failed connectors', channel: 'Ops' }]);
    expect(rules[0]?.firing).toMatchObject({ subjects: 1 });
  }, PATIENT);
});

describe('an address', () => {
  test('never comes back and is stored nowhere in plain text', async () => {
    await addAlertChannel(running.context, channel());
    const response = await getAlerts(new Request('http://localhost:3000/api/v1/alerts'), {
      params: Promise.resolve({}),
    });
    const text = await response.text();
    expect(AlertOverview.parse(JSON.parse(text)).channels).toMatchObject([{ name: 'Ops', kind: 'webhook' }]);
    const folder = join(running.folder, 'console');
    const stored = ['console.db', 'console.db-wal'].map((file) => readFileSync(join(folder, file), 'latin1'));
    for (const place of [text, ...stored, ...running.logged]) {
      expect(place).not.toContain('very-secret-path');
      expect(place).not.toContain(SECRET);
    }
    expect(statSync(join(folder, 'seal.key')).mode & 0o777).toBe(0o600);
  });

  test('stays when a channel is renamed, and its secret is not sent to another host', async () => {
    const { id } = await addAlertChannel(running.context, channel());
    const { url: _url, secret: _secret, ...renamed } = channel({ name: 'Ops EU' });
    await updateAlertChannel(running.context, { channelId: id, channel: renamed });
    const answer = await postTest(
      new Request('http://localhost:3000/api/v1/alerts/channels/x/test', { method: 'POST', headers: GOOD }),
      { params: Promise.resolve({ channelId: id }) },
    );
    expect(AlertDelivery.parse(await answer.json())).toMatchObject({
      status: 'delivered',
      channel: 'Ops EU',
    });
    expect(receiver.notes[0]?.headers['x-sluice-signature']).toMatch(/^sha256=/);
    const moved = { ...renamed, url: 'https://elsewhere.example/x' };
    await expect(
      updateAlertChannel(running.context, { channelId: id, channel: moved }),
    ).rejects.toMatchObject({ code: 'input/invalid' });
  });

  test.each(['http://169.254.169.254/x', 'ftp://host/x', 'https://u:p@host/x'])(
    '%s is refused and nothing is kept',
    async (url) => {
      const asked = addAlertChannel(running.context, channel({ url }));
      await expect(asked).rejects.toMatchObject({ code: 'input/invalid' });
      expect((await listAlerts(running.context)).channels).toEqual([]);
    },
  );
});

test('a test note that fails says why, without the address, and is not tried again', async () => {
  receiver.answers = [{ status: 500 }];
  const { id } = await addAlertChannel(running.context, channel({ kind: 'slack', secret: undefined }));
  const answer = await postTest(
    new Request('http://localhost:3000/api/v1/alerts/channels/x/test', { method: 'POST', headers: GOOD }),
    { params: Promise.resolve({ channelId: id }) },
  );
  const delivery = AlertDelivery.parse(await answer.json());
  expect(delivery).toMatchObject({ status: 'failed', attempts: 1, kind: 'test' });
  expect(delivery.error).toMatch(/answered 500/);
  expect(JSON.stringify(delivery)).not.toContain('very-secret-path');
});

test('rules, channels and silences are kept over a restart of the console, and every change is in the audit', async () => {
  const { id } = await addAlertChannel(running.context, channel());
  const saved = await addAlertRule(running.context, rule([id]));
  await updateAlertRule(running.context, { ruleId: saved.id, rule: rule([id], { name: 'Renamed' }) });
  const now = Date.now();
  const window = { from: now, to: now + 60_000, cluster: null, pattern: 'x*', comment: 'upgrade' };
  const silence = await addSilence(running.context, window);
  const { folder, console: first } = running;
  await first[Symbol.asyncDispose]();
  running = await startTestConsole({ clusters: { prod: worker.url }, folder });
  expect(await listAlerts(running.context)).toMatchObject({
    rules: [{ name: 'Renamed' }],
    channels: [{ name: 'Ops' }],
    silences: [{ comment: 'upgrade' }],
  });
  await removeSilence(running.context, { silenceId: silence.id });
  const busy = removeAlertChannel(running.context, { channelId: id });
  await expect(busy).rejects.toMatchObject({ code: 'resource/conflict' });
  await removeAlertRule(running.context, { ruleId: saved.id });
  await removeAlertChannel(running.context, { channelId: id });
  expect(await listAlerts(running.context)).toMatchObject({ rules: [], channels: [], silences: [] });
  const rows = await running.console.db
    .selectFrom('audit')
    .selectAll()
    .where('kind', '=', 'intent')
    .execute();
  expect(rows.map(({ operation }) => operation)).toEqual([
    'save-alert-channel',
    'save-alert-rule',
    'save-alert-rule',
    'add-silence',
    'remove-silence',
    'remove-alert-rule',
    'remove-alert-channel',
  ]);
  expect(JSON.stringify(rows)).not.toContain('very-secret-path');
  expect(await running.console.audit.firstBroken()).toBeNull();
});

test('a rule for a channel that is gone and a silence that is over are refused', async () => {
  const asked = addAlertRule(running.context, rule(['gone']));
  await expect(asked).rejects.toMatchObject({ code: 'input/invalid' });
  const over = { from: 0, to: 1, cluster: null, pattern: '*', comment: '' };
  await expect(addSilence(running.context, over)).rejects.toMatchObject({ code: 'input/invalid' });
});
