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

/** Options of a transformation that fails so many times for each record. */
const flaky = (failures: number, alias = 'flaky') => ({
  transforms: alias,
  [`transforms.${alias}.type`]: 'test.Flaky',
  [`transforms.${alias}.failures`]: String(failures),
});

async function aWorker() {
  const dir = newDir();
  const lines: string[] = [];
  const properties = { 'plugin.path': writeTestPlugins(dir) };
  const { url } = await startTestWorker(dir, properties, { log: (line) => lines.push(line) });
  writeFileSync(join(dir, 'in.txt'), 'one\ntwo\nthree\n');
  return { dir, lines, url, input: join(dir, 'in.txt'), output: join(dir, 'out.txt') };
}

it('W14: tries a failing stage again, of a source and of a sink, and loses, doubles and reorders nothing', async () => {
  const { url, input, output, lines } = await aWorker();
  const retries = {
    'errors.retry.timeout': '60000',
    'errors.retry.delay.max.ms': '20',
    'errors.log.enable': 'true',
  };
  await call(url, 'PUT', '/connectors/src/config', { ...fileSource(input, 't'), ...flaky(2), ...retries });
  await call(url, 'PUT', '/connectors/snk/config', { ...fileSink(output, 't'), ...flaky(3), ...retries });
  const done = ['one', 'two', 'three'].map((word) => `${word} at last at last\n`).join('');
  await untilReads(output, done);
  await waitForStates(url, 'src', 'RUNNING', 'RUNNING');
  await waitForStates(url, 'snk', 'RUNNING', 'RUNNING');
  // What came right in the end is no error.
  expect(lines.filter((line) => line.includes('Error encountered in task'))).toEqual([]);
});

it('fails the task when the time for retries is over, with the last failure as cause', async () => {
  const { url, input } = await aWorker();
  const retries = { 'errors.retry.timeout': '50', 'errors.retry.delay.max.ms': '10' };
  await call(url, 'PUT', '/connectors/src/config', { ...fileSource(input, 't'), ...flaky(-1), ...retries });
  const { tasks } = await waitForStates(url, 'src', 'RUNNING', 'FAILED');
  expect(tasks[0]?.trace).toContain('ConnectException: Tolerance exceeded in error handler');
  expect(tasks[0]?.trace).toContain('Caused by: org.apache.kafka.connect.errors.RetriableException: not yet');
});

it('skips a record once after its retries, says so with the record, and goes on', async () => {
  const { url, input, output, lines } = await aWorker();
  const tolerant = {
    'errors.retry.timeout': '50',
    'errors.retry.delay.max.ms': '10',
    'errors.tolerance': 'all',
    'errors.log.enable': 'true',
    'errors.log.include.messages': 'true',
  };
  await call(url, 'PUT', '/connectors/src/config', { ...fileSource(input, 't'), ...flaky(-1), ...tolerant });
  const errors = await eventually(
    () => lines.filter((line) => line.includes('Error encountered in task src-0')),
    (found) => found.length >= 3,
  );
  expect(errors).toHaveLength(3);
  expect(JSON.parse(errors[0] ?? '').message).toBe(
    `Error encountered in task src-0. Executing stage 'TRANSFORMATION' with class 'test.Flaky', where source record is = SourceRecord{sourcePartition={filename=${input}}, sourceOffset={position=4}} ConnectRecord{topic='t', kafkaPartition=null, key=null, keySchema=null, value=one, valueSchema=Schema{STRING}, timestamp=${/timestamp=(\w+)/.exec(errors[0] ?? '')?.[1]}, headers=ConnectHeaders(headers=[])}.`,
  );
  await call(url, 'PUT', '/connectors/plain/config', fileSource(input, 'u'));
  const dead = { 'errors.deadletterqueue.topic.name': 'dead' };
  const sink = { ...fileSink(output, 'u'), ...flaky(-1), ...tolerant, ...dead };
  await call(url, 'PUT', '/connectors/snk/config', sink);
  await call(url, 'PUT', '/connectors/dead/config', fileSink(`${output}.dead`, 'dead'));
  await untilReads(`${output}.dead`, 'one\ntwo\nthree\n');
});

it('hears of pause, resume, stop and delete while it tries forever, and skips nothing when it stops', async () => {
  const { url, input, output } = await aWorker();
  const forever = { 'errors.retry.timeout': '-1', 'errors.tolerance': 'all' };
  await call(url, 'PUT', '/connectors/src/config', fileSource(input, 't'));
  const sink = { ...fileSink(output, 't'), ...forever };
  for (const [name, config] of [
    ['snk', { ...sink, ...flaky(-1) }],
    ['stuck', { ...fileSource(input, 'u'), ...forever, ...flaky(-1) }],
  ] as const) {
    await call(url, 'PUT', `/connectors/${name}/config`, config);
    await waitForStates(url, name, 'RUNNING', 'RUNNING');
    await call(url, 'PUT', `/connectors/${name}/pause`);
    await waitForStates(url, name, 'PAUSED', 'PAUSED');
    await call(url, 'PUT', `/connectors/${name}/resume`);
    await waitForStates(url, name, 'RUNNING', 'RUNNING');
    await call(url, 'PUT', `/connectors/${name}/stop`);
    await waitForStates(url, name, 'STOPPED');
  }
  const { body } = await call(url, 'GET', '/connectors/stuck/offsets');
  expect(body).toEqual({ offsets: [] });
  await call(url, 'PUT', '/connectors/snk/config', sink);
  await call(url, 'PUT', '/connectors/snk/resume');
  await untilReads(output, 'one\ntwo\nthree\n');
  expect((await call(url, 'DELETE', '/connectors/stuck')).status).toBe(204);
});
