import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  call,
  eventually,
  fileSink,
  fileSource,
  newDir,
  numberedLines,
  readText,
  startTestWorker,
  untilReads,
  waitForStates,
  writeTestPlugins,
} from './support.ts';

it('gives a sink at most max.poll.records in one put, from the connector’s option or else the worker’s', async () => {
  const dir = newDir();
  writeFileSync(join(dir, 'in.txt'), numberedLines(1_000));
  const { url } = await startTestWorker(dir, {
    'plugin.path': writeTestPlugins(dir),
    'consumer.max.poll.records': '300',
  });
  await call(url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 't'));
  await eventually(
    () => call(url, 'GET', '/connectors/src/offsets'),
    ({ body }) => JSON.stringify(body).includes(`"position":${numberedLines(1_000).length}`),
  );
  const sizesOf = async (name: string, more: Record<string, string>) => {
    const file = join(dir, `${name}.txt`);
    const config = { 'connector.class': 'test.CountingSinkConnector', behaviour: 'x', topics: 't', file };
    expect((await call(url, 'PUT', `/connectors/${name}/config`, { ...config, ...more })).status).toBe(201);
    const puts = await eventually(
      () =>
        readText(file)
          .trim()
          .split('\n')
          .map((line) => line.split(' from ').map(Number)),
      (all) => all.reduce((sum, [size = 0]) => sum + size, 0) >= 1_000,
    );
    let next = 0;
    for (const [size = 0, from] of puts) {
      expect(from).toBe(next);
      next += size;
    }
    return puts.map(([size = 0]) => size);
  };
  expect(Math.max(...(await sizesOf('own', { 'consumer.override.max.poll.records': '7' })))).toBe(7);
  expect(Math.max(...(await sizesOf('workers', {})))).toBe(300);
});

it('begins where auto.offset.reset says, keeps to it over a restart, and fails in words for none', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, 'old\n');
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', fileSource(input, 't'));
  await eventually(
    () => call(url, 'GET', '/connectors/src/offsets'),
    ({ body }) => JSON.stringify(body).includes('"position":4'),
  );
  const latest = { ...fileSink(output, 't'), 'consumer.override.auto.offset.reset': 'latest' };
  await call(url, 'PUT', '/connectors/snk/config', latest);
  await eventually(
    () => call(url, 'GET', '/connectors/snk/offsets'),
    ({ body }) => JSON.stringify(body).includes('"kafka_offset":1'),
  );
  await call(url, 'PUT', '/connectors/snk/stop');
  await waitForStates(url, 'snk', 'STOPPED');
  appendFileSync(input, 'new\n');
  await call(url, 'PUT', '/connectors/snk/resume');
  await untilReads(output, 'new\n');

  const none = { ...fileSink(join(dir, 'none.txt'), 't'), 'consumer.override.auto.offset.reset': 'none' };
  await call(url, 'PUT', '/connectors/none/config', none);
  const { tasks } = await waitForStates(url, 'none', 'RUNNING', 'FAILED');
  expect(tasks[0]?.trace).toContain('Undefined offset with no reset policy for partitions: [t-0]');

  const wrong = { ...fileSink(join(dir, 'no.txt'), 't'), 'consumer.override.max.poll.records': 'many' };
  const { status, body } = await call(url, 'PUT', '/connectors/wrong/config', wrong);
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain('Invalid value many for configuration max.poll.records');
});
