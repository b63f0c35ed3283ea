import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../index.ts';
import {
  call,
  eventually,
  fileSink,
  newDir,
  readText,
  startTestWorker,
  testProperties,
  waitForStates,
} from './support.ts';

const DATAGEN = 'sluice.connect.datagen.DatagenSourceConnector';
const SOURCE = 'org.apache.kafka.connect.tools.MockSourceConnector';
const SINK = 'org.apache.kafka.connect.tools.MockSinkConnector';
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';
const json = { 'value.converter': JSON_CONVERTER, 'value.converter.schemas.enable': 'false' };

/** Lines of a file that are orders, without what differs from run to run. */
function ordersIn(file: string): unknown[] {
  return readText(file)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/ordered_at=\d+/, ''));
}

describe('datagen', () => {
  it('goes on after a restart of the worker where it was, with the records it would have made', async () => {
    const dir = newDir();
    const config = { 'connector.class': DATAGEN, topic: 'orders', 'max.interval.ms': '20', ...json };
    const sink = { ...fileSink(join(dir, 'out.txt'), 'orders'), ...json };
    const first = await startWorker(testProperties(dir), { log: () => undefined });
    await call(first.url, 'PUT', '/connectors/gen/config', config);
    await call(first.url, 'PUT', '/connectors/snk/config', sink);
    await eventually(
      () => ordersIn(join(dir, 'out.txt')).length,
      (count) => count >= 10,
    );
    await first.close();
    const { url } = await startTestWorker(dir);
    const before = ordersIn(join(dir, 'out.txt')).length;
    const orders = await eventually(
      () => ordersIn(join(dir, 'out.txt')),
      (all) => all.length >= before + 10,
    );
    const numbers = orders.map((line) => Number(/order_id=(\d+)/.exec(String(line))?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => index));
    // The same seed once more, on another topic: the same orders.
    await call(url, 'PUT', '/connectors/again/config', {
      ...config,
      topic: 'again',
      iterations: '15',
      'max.interval.ms': '0',
    });
    await call(url, 'PUT', '/connectors/copy/config', {
      ...fileSink(join(dir, 'copy.txt'), 'again'),
      ...json,
    });
    const copy = await eventually(
      () => ordersIn(join(dir, 'copy.txt')),
      (all) => all.length >= 15,
    );
    expect(copy).toEqual(orders.slice(0, 15));
  });

  it('gives each task records and an offset of its own', async () => {
    const dir = newDir();
    const { url } = await startTestWorker(dir);
    const config = {
      'connector.class': DATAGEN,
      topic: 't',
      'tasks.max': '3',
      iterations: '5',
      'max.interval.ms': '0',
    };
    await call(url, 'PUT', '/connectors/gen/config', { ...config, quickstart: 'users' });
    await waitForStates(url, 'gen', 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING');
    const { body } = await eventually(
      () => call(url, 'GET', '/connectors/gen/offsets'),
      (answer) => JSON.stringify(answer.body).split('"records":5').length === 4,
    );
    const { offsets } = body as { offsets: { partition: { task: number } }[] };
    expect(offsets.map(({ partition }) => partition.task).sort()).toEqual([0, 1, 2]);
  });

  it('names what is wrong with its options', async () => {
    const { url } = await startTestWorker(newDir());
    const { body } = await call(url, 'PUT', `/connector-plugins/${DATAGEN}/config/validate`, {
      'connector.class': DATAGEN,
      name: 'gen',
      quickstart: 'unicorns',
      'max.interval.ms': '-1',
    });
    const errors = (body as { configs: { value: { name: string; errors: string[] } }[] }).configs
      .filter(({ value }) => value.errors.length > 0)
      .map(({ value }) => value.name);
    expect(errors.sort()).toEqual(['max.interval.ms', 'quickstart', 'topic']);
  });
});

describe('mocks', () => {
  it.each([
    ['start-failure', SOURCE, {}, ['RUNNING', 'FAILED']],
    ['task-failure', SOURCE, { delay_ms: '50' }, ['RUNNING', 'FAILED']],
    [
      'record-failure',
      SOURCE,
      { topic: 't', interval_ms: '1', fail_after_records: '3' },
      ['RUNNING', 'FAILED'],
    ],
    ['random-failure', SOURCE, { topic: 't', interval_ms: '1', probability: '1' }, ['RUNNING', 'FAILED']],
    [
      'task-failure',
      SOURCE,
      { 'tasks.max': '3', failing_tasks: '1', delay_ms: '1' },
      ['RUNNING', 'FAILED', 'RUNNING', 'RUNNING'],
    ],
    ['connector-failure', SOURCE, { delay_ms: '50' }, ['FAILED', 'RUNNING']],
    ['task-failure', SINK, { topics: 't', delay_ms: '50' }, ['RUNNING', 'FAILED']],
    ['none', SINK, { topics: 't' }, ['RUNNING', 'RUNNING']],
  ])('%s of %s fails what it names, with the words it was given', async (mode, plugin, more, states) => {
    const { url } = await startTestWorker(newDir());
    const config = {
      'connector.class': plugin,
      mock_mode: mode,
      error_message: 'db-7 does not answer',
      ...more,
    };
    await call(url, 'PUT', '/connectors/mock/config', config);
    const status = await waitForStates(url, 'mock', ...states);
    const traces = [status.connector, ...status.tasks].map(({ trace }) => trace ?? '');
    for (const [index, state] of states.entries()) {
      if (state === 'FAILED')
        expect(traces[index]).toContain('ConnectException: db-7 does not answer\n\tat ');
      else expect(traces[index]).toBe('');
    }
  });

  it('goes on after a restart, so that it flaps', async () => {
    const { url } = await startTestWorker(newDir());
    await call(url, 'PUT', '/connectors/mock/config', {
      'connector.class': SOURCE,
      mock_mode: 'record-failure',
      topic: 't',
      interval_ms: '1',
      fail_after_records: '2',
    });
    for (let round = 1; round <= 3; round += 1) {
      await waitForStates(url, 'mock', 'RUNNING', 'FAILED');
      await eventually(
        () => call(url, 'GET', '/connectors/mock/offsets'),
        ({ body }) => JSON.stringify(body).includes(`"number":${2 * round}`),
      );
      await call(url, 'POST', '/connectors/mock/restart?includeTasks=true&onlyFailed=true');
    }
  });
});
