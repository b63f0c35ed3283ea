import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  call,
  eventually,
  fileSink,
  fileSource,
  newDir,
  startTestWorker,
  untilReads,
  waitForStates,
  writeTestPlugins,
} from './support.ts';

const CLASS = { 'connector.class': 'test.BehavingConnector' };
const VALIDATE = '/connector-plugins/Behaving/config/validate';

async function start(dir: string) {
  const { url } = await startTestWorker(dir, {
    'plugin.path': writeTestPlugins(dir),
    'task.watchdog.timeout.ms': '2000',
    'task.heap.max.mb': '64',
  });
  return url;
}

/** Proves that others move and REST is quick. Returns the slowest answer in ms. */
async function othersMove(url: string, dir: string): Promise<number> {
  const output = join(dir, 'out.txt');
  writeFileSync(join(dir, 'in.txt'), 'one\n');
  await call(url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 'fine'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 'fine'));
  await untilReads(output, 'one\n');
  let slowest = 0;
  for (let request = 0; request < 50; request += 1) {
    const from = performance.now();
    await call(url, 'GET', '/connectors?expand=status');
    slowest = Math.max(slowest, performance.now() - from);
  }
  return slowest;
}

it.each([
  ['start-spin', /unresponsive: its thread has not answered for 2000 ms/],
  ['start-leak', /used up the memory of its thread/],
  ['start-exit', /ended with exit code 7/],
  ['start-throw', /ConnectException: the task threw\n\tat [\s\S]*Caused by: Error: because/],
  ['start-throw-text', /java\.lang\.Throwable: just text/],
  ['start-reject-later', /late rejection/],
  ['taskConfigs-spin', /unresponsive/],
  ['taskConfigs-exit', /ended with exit code 7/],
  ['raise', /ConnectException: raised later/],
])('W17: a connector that does "%s" fails alone, and REST stays quick', async (behaviour, trace) => {
  const dir = newDir();
  const url = await start(dir);
  expect((await call(url, 'PUT', '/connectors/bad/config', { ...CLASS, behaviour })).status).toBe(201);
  expect(await othersMove(url, dir)).toBeLessThan(1_000);
  const { body } = await eventually(
    () => call(url, 'GET', '/connectors/bad/status'),
    (answer) => (answer.body as { connector?: { state: string } }).connector?.state === 'FAILED',
  );
  expect((body as { connector: { trace: string } }).connector.trace).toMatch(trace);
  await call(url, 'PUT', '/connectors/bad/config', { ...CLASS, behaviour: 'idle' });
  await waitForStates(url, 'bad', 'RUNNING', 'RUNNING');
  expect((await call(url, 'DELETE', '/connectors/bad')).status).toBe(204);
});

it('W16: a connector that hangs or spins in stop is ended all the same', async () => {
  const dir = newDir();
  const url = await start(dir);
  for (const behaviour of ['stop-spin', 'stop-hang']) {
    await call(url, 'PUT', '/connectors/bad/config', { ...CLASS, behaviour });
    await waitForStates(url, 'bad', 'RUNNING', 'RUNNING');
    await call(url, 'DELETE', '/connectors/bad');
    expect(await othersMove(url, dir)).toBeLessThan(1_000);
    await eventually(
      () => call(url, 'GET', '/connectors/bad/status'),
      ({ status }) => status === 404,
    );
  }
});

it('W20: validation of a plugin that spins answers 500 with its stage, others are validated meanwhile, nothing is created', async () => {
  const dir = newDir();
  const url = await start(dir);
  const config = { ...CLASS, name: 'bad', behaviour: 'validate-spin' };
  const stage =
    /^Request timed out\. The worker is currently calling validate\(\) of test\.BehavingConnector, which began at /;
  const spinning = call(url, 'PUT', VALIDATE, config);
  const creating = call(url, 'POST', '/connectors', { name: 'bad', config });
  expect(await othersMove(url, dir)).toBeLessThan(1_000);
  for (const answer of [await spinning, await creating]) {
    expect(answer.status).toBe(500);
    expect((answer.body as { message: string }).message).toMatch(stage);
  }
  expect((await call(url, 'GET', '/connectors/bad')).status).toBe(404);
  const fine = await call(url, 'PUT', VALIDATE, { ...config, behaviour: 'idle' });
  expect(fine).toMatchObject({ status: 200, body: { error_count: 0 } });
});

it('W20: validation of a plugin that exits or throws answers 400 with the reason', async () => {
  const url = await start(newDir());
  const answers = ['exit', 'throw', 'throw-text', 'leak'].map(async (behaviour) => {
    const config = { ...CLASS, name: 'bad', behaviour: `validate-${behaviour}` };
    const { status, body } = await call(url, 'PUT', VALIDATE, config);
    return `${status} ${(body as { message: string }).message}`;
  });
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^400 .*BehavingConnector/);
});

it('W20: alter and reset of offsets are asked in a thread of the connector, too', async () => {
  const dir = newDir();
  const url = await start(dir);
  await call(url, 'POST', '/connectors', {
    name: 'bad',
    config: { ...CLASS, behaviour: 'alterOffsets-spin' },
    initial_state: 'STOPPED',
  });
  await waitForStates(url, 'bad', 'STOPPED');
  const offsets = { offsets: [{ partition: { p: 1 }, offset: { o: 2 } }] };
  const altering = call(url, 'PATCH', '/connectors/bad/offsets', offsets);
  const from = performance.now();
  expect((await call(url, 'GET', '/connectors/bad')).status).toBe(200);
  expect(performance.now() - from).toBeLessThan(1_000);
  expect(await altering).toMatchObject({ status: 400, body: { message: /unresponsive/ } });
});
