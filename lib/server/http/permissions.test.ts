import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ForbiddenError } from '@/lib/base/errors';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import type * as Authorize from '../auth/authorize';
import { validateConfig } from '../services/plugins';

const refused = vi.hoisted(() => new Set<string>());
vi.mock('../auth/authorize', async (original) => {
  const real = await original<typeof Authorize>();
  const authorize: typeof real.authorize = (actor, permission, resource) => {
    if (refused.has(permission)) throw new ForbiddenError('no', { permission });
    real.authorize(actor, permission, resource);
  };
  return { ...real, authorize };
});

const clusterId = ClusterId.parse('prod');
let worker: FakeWorker;
let running: TestConsole;
beforeEach(async () => {
  refused.clear();
  worker = await FakeWorker.start();
  running = await startTestConsole({ clusters: { prod: worker.url } });
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

const validate = () =>
  validateConfig(running.context, {
    clusterId,
    request: { pluginClass: 'X', draft: { set: { 'connector.class': 'X' }, keep: [] } },
  });
const validations = () => worker.requests.filter(({ path }) => path.endsWith('/validate')).length;

test('trap 17: validating is a right of its own, because it makes a worker connect to hosts', async () => {
  for (const other of ['connectors/write', 'connectors/read', 'plugins/read', 'clusters/write'])
    refused.add(other);
  await expect(validate()).resolves.toMatchObject({ ok: true });
  refused.add('plugins/validate');
  await expect(validate()).rejects.toThrow(ForbiddenError);
  expect(validations()).toBe(1);
});
