import { describe, expect, it } from 'vitest';
import { Monitored } from './support.ts';

const RECORDS = 100;
/** Long enough for the slowest machine, and far below what a worker that waits for ever takes. */
const STOP_LIMIT_MS = 30_000;

/** Proves that another connector of the same worker moves and commits. */
async function othersWork(monitored: Monitored, name = 'normal'): Promise<void> {
  await monitored.has(name, monitored.source(name), 'RUNNING', 'RUNNING');
  await monitored.has(`${name}-sink`, monitored.sink(`${name}-sink`, `${name}-topic`), 'RUNNING', 'RUNNING');
  await monitored.receives(`${name}-sink`, RECORDS);
  await monitored.commits(name);
  await monitored.commits(`${name}-sink`);
}

/** Starts a worker whose connector `blocked` never comes back from a hook; `states` is what it is then seen in. */
async function givenBlocked(kind: 'source' | 'sink', block: string, ...states: string[]): Promise<Monitored> {
  const monitored = await Monitored.start();
  const config =
    kind === 'source' ? monitored.source('blocked', { block }) : monitored.sink('blocked', 't', { block });
  expect((await monitored.put('blocked', config)).status).toBe(201);
  await monitored.settles('blocked', ...states);
  return monitored;
}

const isStuckIn = async (monitored: Monitored, hook: string) => {
  await expect.poll(() => monitored.count('blocked', hook), { timeout: 10_000 }).toBeGreaterThan(0);
};

const closesInTime = async (monitored: Monitored) => {
  const from = performance.now();
  await monitored.worker.close();
  expect(performance.now() - from).toBeLessThan(STOP_LIMIT_MS);
};

describe('BlockingConnectorTest', () => {
  it('testBlockInConnectorValidate: creation fails in words that name the stage, and another works', async () => {
    const monitored = await Monitored.start({ 'task.watchdog.timeout.ms': '2000' });
    const creating = monitored.put('blocked', monitored.source('blocked', { block: 'validate' }));
    await othersWork(monitored);
    const { status, body } = await creating;
    expect(status).toBe(500);
    expect((body as { message: string }).message).toMatch(
      /^Request timed out\. The worker is currently calling validate\(\) of org\.apache\.kafka\.connect\.integration\.MonitorableSourceConnector/,
    );
    expect(await monitored.states('blocked')).toEqual(['404']);
  });

  it('testBlockInConnectorInitialize: it fails as unresponsive, and another works', async () => {
    const monitored = await Monitored.start({ 'task.watchdog.timeout.ms': '2000' });
    const blocking = {
      'connector.class': 'org.apache.kafka.connect.integration.InitializeBlockingConnector',
    };
    await monitored.put('blocked', monitored.source('blocked', blocking));
    await othersWork(monitored);
    await monitored.settles('blocked', 'FAILED');
    expect(await monitored.trace('blocked')).toMatch(/unresponsive: its thread has not answered for 2000 ms/);
  });

  it('testBlockInConnectorStart: another works, and the blocked one can be deleted', async () => {
    const monitored = await Monitored.start();
    await monitored.put('blocked', monitored.source('blocked', { block: 'connector-start' }));
    await isStuckIn(monitored, 'connector-start');
    await othersWork(monitored);
    expect((await monitored.call('DELETE', '/connectors/blocked')).status).toBe(204);
    await monitored.settles('blocked', '404');
    await othersWork(monitored, 'later');
  });

  it('testBlockInConnectorStop: deleting it harms no other', async () => {
    const monitored = await givenBlocked('source', 'connector-stop', 'RUNNING', 'RUNNING');
    await othersWork(monitored);
    expect((await monitored.call('DELETE', '/connectors/blocked')).status).toBe(204);
    await isStuckIn(monitored, 'connector-stop');
    await othersWork(monitored, 'later');
  });

  it.each([
    ['testBlockInSourceTaskStart', 'source', 'task-start'],
    ['testBlockInSinkTaskStart', 'sink', 'task-start'],
  ] as const)('%s: another works', async (_name, kind, hook) => {
    const monitored = await Monitored.start();
    const more = { block: hook };
    const config =
      kind === 'source' ? monitored.source('blocked', more) : monitored.sink('blocked', 't', more);
    await monitored.put('blocked', config);
    await isStuckIn(monitored, hook);
    await othersWork(monitored);
    expect((await monitored.call('DELETE', '/connectors/blocked')).status).toBe(204);
    await othersWork(monitored, 'later');
  });

  it.each([
    ['testBlockInSourceTaskStop', 'source'],
    ['testBlockInSinkTaskStop', 'sink'],
  ] as const)('%s: deleting it harms no other', async (_name, kind) => {
    const monitored = await givenBlocked(kind, 'task-stop', 'RUNNING', 'RUNNING');
    await othersWork(monitored);
    expect((await monitored.call('DELETE', '/connectors/blocked')).status).toBe(204);
    await isStuckIn(monitored, 'task-stop');
    await othersWork(monitored, 'later');
  });

  it.each([
    ['testWorkerRestartWithBlockInConnectorStart', 'connector-start'],
    ['testWorkerRestartWithBlockInConnectorStop', 'connector-stop'],
  ])('%s: the worker stops in time, and starts both again', async (_name, hook) => {
    const first = await Monitored.start();
    await first.put('blocked', first.source('blocked', { block: hook }));
    await isStuckIn(first, 'connector-start');
    await othersWork(first);
    const starts = first.count('blocked', 'connector-start');
    await closesInTime(first);
    const second = await Monitored.start({}, first.dir);
    await expect.poll(() => second.count('blocked', 'connector-start'), { timeout: 10_000 }).toBe(starts + 1);
    await second.settles('normal', 'RUNNING', 'RUNNING');
    const received = second.received('normal-sink').length;
    await second.receives('normal-sink', received + RECORDS);
    await closesInTime(second);
  });
});
