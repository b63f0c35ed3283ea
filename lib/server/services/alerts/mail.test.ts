import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AlertChannelInput } from '@/lib/api/alerts';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { addAlertChannel, addAlertRule, listAlerts, testAlertChannel, updateAlertChannel } from '.';

interface Mail {
  readonly to: string[];
  readonly text: string;
}

let worker: FakeWorker;
let running: TestConsole;
let server: SMTPServer;
let mails: Mail[];
let refuse: number | undefined;
let signIns: number;

beforeEach(async () => {
  mails = [];
  refuse = undefined;
  signIns = 0;
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => {
      signIns += 1;
      done(null, { user: 'ops' });
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refuse !== undefined) return done(Object.assign(new Error('no'), { responseCode: refuse }));
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, text: Buffer.concat(chunks).toString() });
        return done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  worker = await FakeWorker.start();
  running = await startTestConsole({ clusters: { prod: worker.url } });
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
  await new Promise<void>((resolve) => server.close(resolve));
});

const channel = (more: Partial<AlertChannelInput> = {}): AlertChannelInput => ({
  name: 'Mail',
  kind: 'email',
  url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
  email: { user: null, from: 'sluice@example.com', to: ['ops@example.com', 'sre@example.com'] },
  ...more,
});

test('a failed connector is a mail to everybody on the channel', async () => {
  worker.add('orders', { states: ['FAILED'], trace: 'org.x.DataException: bad record at 5' });
  const { id, email } = await addAlertChannel(running.context, channel());
  expect(email?.to).toEqual(['ops@example.com', 'sre@example.com']);
  await addAlertRule(running.context, {
    name: 'Failed connectors',
    enabled: true,
    conditions: ['FAILED'],
    forSeconds: 0,
    count: 1,
    cluster: null,
    pattern: '*',
    channels: [id],
  });
  await vi.waitFor(() => expect(mails).toHaveLength(1), { timeout: 15_000, interval: 100 });
  expect(mails[0]?.to).toEqual(['ops@example.com', 'sre@example.com']);
  expect(mails[0]?.text).toMatch(/Subject: Failed connectors: 1 firing/);
  expect(mails[0]?.text).toMatch(/FAILED orders \(prod\): DataException: bad record at 5/);
});

test('a password is never sent to a server that offers no encryption', async () => {
  const email = { user: 'ops', from: 'sluice@example.com', to: ['ops@example.com'] };
  const { id } = await addAlertChannel(running.context, channel({ email, secret: 'mail-password' }));
  const delivery = await testAlertChannel(running.context, { channelId: id });
  expect(delivery).toMatchObject({ status: 'failed', attempts: 1 });
  expect(delivery.error).toMatch(/no encryption, so the password was not sent/);
  expect(signIns).toBe(0);
  expect(JSON.stringify(await listAlerts(running.context))).not.toContain('mail-password');
});

test('a refusal for good is told with its code; one that may pass is tried again', async () => {
  const { id } = await addAlertChannel(running.context, channel());
  refuse = 550;
  expect(await testAlertChannel(running.context, { channelId: id })).toMatchObject({
    status: 'failed',
    error: '127.0.0.1 refused the note (550).',
  });
  refuse = undefined;
  expect(await testAlertChannel(running.context, { channelId: id })).toMatchObject({ status: 'delivered' });
});

test('an edit keeps what is left empty, but no password for another server', async () => {
  const email = { user: 'ops', from: 'a@example.com', to: ['b@example.com'] };
  const { id } = await addAlertChannel(running.context, channel({ email, secret: 'mail-password' }));
  const { url: _url, ...kept } = channel({ name: 'Mail 2', email });
  await expect(updateAlertChannel(running.context, { channelId: id, channel: kept })).resolves.toMatchObject({
    name: 'Mail 2',
    email,
  });
  const moved = { ...kept, url: 'smtp://mail.example.com:587' };
  await expect(updateAlertChannel(running.context, { channelId: id, channel: moved })).rejects.toThrow(
    'Give the password of this user.',
  );
});

test.each(['http://mail:25', 'smtp://u:p@mail:25', 'smtp://169.254.169.254:25', 'smtp://mail/path', 'mail'])(
  '%s is no mail server',
  async (url) => {
    await expect(addAlertChannel(running.context, channel({ url }))).rejects.toMatchObject({
      fields: { url: [expect.any(String)] },
    });
  },
);
