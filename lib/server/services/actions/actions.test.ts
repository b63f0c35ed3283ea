import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ActionRecord } from '@/lib/api/actions';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { listActions, startActions } from '.';

const TRACE =
  'org.x.ConnectException: Tolerance exceeded\n\tat y\nCaused by: org.x.DataException: bad record';
const clusterId = ClusterId.parse('prod');

let worker: FakeWorker;
let running: TestConsole;

beforeEach(async () => {
  worker = await FakeWorker.start();
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});

async function start(): Promise<void> {
  running = await startTestConsole({ clusters: { prod: worker.url } });
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBe(worker.version));
}

async function finished(id: string | undefined): Promise<ActionRecord> {
  return vi.waitFor(
    () => {
      const record = listActions(running.context).actions.find((one) => one.id === id);
      if (!record || record.finishedAt === null) throw new Error('not finished');
      return record;
    },
    { timeout: 10_000, interval: 50 },
  );
}

async function act(
  action: 'restart-failed-tasks' | 'pause' | 'delete' | 'reset-topics',
  connector = 'orders',
): Promise<ActionRecord> {
  const { actions } = await startActions(running.context, { action, targets: [{ clusterId, connector }] });
  return finished(actions[0]?.id);
}

describe('restart of failed tasks', () => {
  test('is one request, and the proof names how many run and since when', async () => {
    worker.add('orders', { states: ['FAILED', 'RUNNING', 'FAILED'], trace: TRACE });
    await start();
    const record = await act('restart-failed-tasks');
    expect(worker.writes()).toEqual(['POST /connectors/orders/restart?includeTasks=true&onlyFailed=true']);
    expect(record).toMatchObject({ phase: 'succeeded', workerStatus: 202 });
    expect(record.summary).toMatch(/^2 of 2 tasks running after \d\.\d s$/);
    expect(record.outcomes.map(({ id, state }) => [id, state])).toEqual([
      [0, 'RUNNING'],
      [2, 'RUNNING'],
    ]);
  });

  test('that does not help says "failed again: same error", although the task ran for a moment', async () => {
    worker.add('orders', { states: ['FAILED'], trace: TRACE });
    worker.startOutcome = () => ({ state: 'FAILED', trace: TRACE, afterMs: 50, blinkMs: 700 });
    await start();
    const record = await act('restart-failed-tasks');
    expect(record.phase).toBe('failed');
    expect(record.summary).toMatch(/^task 0 failed again after \d\.\d s: same error$/);
    expect(record.outcomes).toMatchObject([{ id: 0, state: 'FAILED', sameError: true }]);
  });

  test('on a 2.8 worker goes to each failed task, because parameters would be ignored', async () => {
    worker.version = '2.8.2';
    worker.add('orders', { states: ['FAILED', 'RUNNING', 'FAILED'], trace: TRACE });
    await start();
    const record = await act('restart-failed-tasks');
    expect(worker.writes()).toEqual([
      'POST /connectors/orders/tasks/0/restart',
      'POST /connectors/orders/tasks/2/restart',
    ]);
    expect(record.summary).toMatch(/^2 of 2 tasks running/);
  });
});

describe('audit', () => {
  test('has an intent before the worker is asked and an outcome after, in a chain that verifies', async () => {
    worker.add('orders');
    await start();
    worker.fail('PUT /connectors/orders/pause', { do: 'delay', ms: 200 }, 1);
    const { actions } = await startActions(running.context, {
      action: 'pause',
      targets: [{ clusterId, connector: 'orders' }],
    });
    const intents = await running.console.db.selectFrom('audit').selectAll().execute();
    expect(intents.map(({ kind, operation }) => [kind, operation])).toEqual([['intent', 'pause']]);
    expect((await finished(actions[0]?.id)).phase).toBe('succeeded');
    const rows = await running.console.db.selectFrom('audit').selectAll().orderBy('seq').execute();
    expect(rows.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
    expect(await running.console.audit.firstBroken()).toBeNull();
  });

  test('rows can be neither changed nor removed', async () => {
    worker.add('orders');
    await start();
    await act('pause');
    const { db } = running.console;
    await expect(db.updateTable('audit').set({ actor: 'someone' }).execute()).rejects.toThrow(
      /never changed/,
    );
    await expect(db.deleteFrom('audit').execute()).rejects.toThrow(/never removed/);
  });

  test('no intent, no request: an unwritable database refuses the action and keeps the list', async () => {
    worker.add('orders');
    await start();
    await running.console.db.schema.dropTable('audit').execute();
    const asked = startActions(running.context, {
      action: 'pause',
      targets: [{ clusterId, connector: 'orders' }],
    });
    await expect(asked).rejects.toMatchObject({ code: 'storage/unavailable' });
    expect(worker.writes()).toEqual([]);
    expect(running.console.fleet.snapshot().connectors).toHaveLength(1);
  });
});

describe('outcomes', () => {
  test('C11: a write applied without an answer is unknown, read back and said so', async () => {
    worker.add('orders');
    await start();
    worker.fail('PUT /connectors/orders/pause', { do: 'apply-then-reset' });
    const record = await act('pause');
    expect(record.phase).toBe('unknown');
    expect(record.summary).toContain('Read back: connector PAUSED, 0 of 1 tasks RUNNING');
    const outcome = await running.console.db
      .selectFrom('audit')
      .selectAll()
      .where('kind', '=', 'outcome')
      .execute();
    expect(outcome[0]?.detail).toContain('connector PAUSED');
  });

  test('a refusal keeps the words of the worker', async () => {
    await start();
    expect(await act('pause', 'nope')).toMatchObject({
      phase: 'refused',
      workerStatus: 404,
      summary: 'Connector nope not found',
    });
  });

  test('C5: a rebalance is waited out', async () => {
    worker.add('orders');
    await start();
    const body =
      '{"error_code":409,"message":"Cannot complete request momentarily due to stale configuration"}';
    worker.fail('PUT /connectors/orders/pause', { do: 'answer', status: 409, body }, 2);
    expect((await act('pause')).phase).toBe('succeeded');
    expect(worker.writes()).toHaveLength(3);
  });

  test('deleting is followed until the connector is gone', async () => {
    worker.add('orders');
    await start();
    expect((await act('delete')).summary).toMatch(/^gone after/);
    expect(running.console.fleet.snapshot().connectors).toEqual([]);
  });

  test('an action under way when the console stops is unknown afterwards, in list and audit', async () => {
    worker.add('orders');
    await start();
    worker.fail('PUT /connectors/orders/pause', { do: 'hang' });
    await startActions(running.context, { action: 'pause', targets: [{ clusterId, connector: 'orders' }] });
    const { folder, console: first } = running;
    await first.history.flush();
    await first[Symbol.asyncDispose]();
    worker.heal();
    running = await startTestConsole({ clusters: { prod: worker.url }, folder });
    expect(listActions(running.context).actions[0]).toMatchObject({ action: 'pause', phase: 'unknown' });
    expect(await running.console.audit.openIntents()).toEqual([]);
    expect(await running.console.audit.firstBroken()).toBeNull();
  });
});

describe('bad input', () => {
  test('an unknown cluster is refused before anything is kept or sent', async () => {
    await start();
    const other = ClusterId.parse('nowhere');
    const asked = startActions(running.context, {
      action: 'pause',
      targets: [
        { clusterId, connector: 'orders' },
        { clusterId: other, connector: 'orders' },
      ],
    });
    await expect(asked).rejects.toMatchObject({ code: 'resource/not-found' });
    expect(worker.writes()).toEqual([]);
    expect(listActions(running.context).actions).toEqual([]);
  });

  test('restart-task without a task is refused', async () => {
    await start();
    const asked = startActions(running.context, {
      action: 'restart-task',
      targets: [{ clusterId, connector: 'orders' }],
    });
    await expect(asked).rejects.toMatchObject({ code: 'input/invalid' });
  });
});

test('20 connectors are restarted at once, each with its own proof', async () => {
  for (let i = 0; i < 20; i += 1) worker.add(`c${i}`, { states: ['FAILED'], trace: TRACE });
  await start();
  const targets = Array.from({ length: 20 }, (_, i) => ({ clusterId, connector: `c${i}` }));
  const { actions } = await startActions(running.context, { action: 'restart-failed-tasks', targets });
  for (const { id } of actions) expect((await finished(id)).phase).toBe('succeeded');
  expect(worker.writes()).toHaveLength(20);
});

test('active topics are reset by one request, and what was used again since is told', async () => {
  worker.add('orders', { topics: ['a', 'b'] });
  await start();
  const record = await act('reset-topics');
  expect(worker.writes()).toEqual(['PUT /connectors/orders/topics/reset']);
  expect(record).toMatchObject({ phase: 'succeeded', summary: 'no active topics' });
  worker.fail('PUT /connectors/orders/topics/reset', {
    do: 'answer',
    status: 403,
    body: '{"error_code":403,"message":"Topic tracking reset is disabled."}',
  });
  await expect(act('reset-topics')).resolves.toMatchObject({
    phase: 'refused',
    summary: 'Topic tracking reset is disabled.',
  });
});
