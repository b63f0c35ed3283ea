import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  call,
  dump,
  eventually,
  newDir,
  startTestWorker,
  testProperties,
  writeTestPlugins,
} from './support.ts';
import { exitCode, startProcess } from './worker-program.ts';

const LAST = 60_000;
const CONFIG = {
  'connector.class': 'test.TransactionalConnector',
  ...{ topic: 't', behaviour: String(LAST), 'transaction.boundary': 'connector' },
};
/** What was aborted is not there; everything else is, once and in its order. */
const COMMITTED = Array.from({ length: LAST }, (_, number) => number).filter((number) => number % 30 < 20);

function numbersIn(dir: string): number[] {
  return dump('--data-dir', join(dir, 'data'), '--topic', 't').map(({ value }) => Number(value));
}

function untilReadTo(url: string, least: number): Promise<number> {
  const read = async () => {
    const { body } = await call(url, 'GET', '/connectors/counter/offsets');
    return Number(/"next":(\d+)/.exec(JSON.stringify(body))?.[1] ?? 0);
  };
  return eventually(read, (next) => next >= least);
}

it('W7: a connector’s own transactions are in the log whole or not at all, also when the worker is killed in them', async () => {
  const dir = newDir();
  const properties = testProperties(dir, { 'plugin.path': writeTestPlugins(dir) });
  let { child, url } = await startProcess(dir, properties);
  expect((await call(url, 'PUT', '/connectors/counter/config', CONFIG)).status).toBe(201);
  let readTo = 0;
  for (let kills = 0; kills < 3; kills += 1) {
    readTo = await untilReadTo(url, readTo + 1);
    expect(readTo).toBeLessThan(LAST);
    child.kill('SIGKILL');
    await exitCode(child);
    const found = numbersIn(dir);
    expect(found).toEqual(COMMITTED.slice(0, found.length));
    expect(found.length % 10).toBe(0);
    ({ child, url } = await startProcess(dir, properties));
  }
  await untilReadTo(url, LAST);
  expect(numbersIn(dir)).toEqual(COMMITTED);
});

it('keeps what no transaction has ended, and offers no transactions with another boundary', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir, { 'plugin.path': writeTestPlugins(dir) });
  await call(url, 'PUT', '/connectors/open/config', { ...CONFIG, behaviour: '25' });
  await eventually(
    () => call(url, 'GET', '/connectors/open/offsets'),
    ({ body }) => JSON.stringify(body).includes('"next":20'),
  );
  await call(url, 'PUT', '/connectors/open/stop');
  expect(numbersIn(dir)).toEqual(COMMITTED.slice(0, 20));
  const polls = { ...CONFIG, topic: 'polls', behaviour: '12', 'transaction.boundary': 'poll' };
  await call(url, 'PUT', '/connectors/polls/config', polls);
  const { body } = await eventually(
    () => call(url, 'GET', '/connectors/polls/status'),
    ({ body: status }) => JSON.stringify(status).includes('FAILED'),
  );
  expect(JSON.stringify(body)).toContain('commitTransaction');
});
