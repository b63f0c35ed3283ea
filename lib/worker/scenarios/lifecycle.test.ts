import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startWorker } from '../index.ts';
import {
  call,
  eventually,
  fileSink,
  fileSource,
  newDir,
  numberedLines,
  readText,
  startTestWorker,
  testProperties,
  untilReads,
  waitForStates,
} from './support.ts';

it('moves nothing while paused and everything once resumed', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, 'one\n');
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', fileSource(input, 't'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 't'));
  await untilReads(output, 'one\n');
  expect((await call(url, 'PUT', '/connectors/snk/pause')).status).toBe(202);
  await waitForStates(url, 'snk', 'PAUSED', 'PAUSED');
  appendFileSync(input, 'two\n');
  await eventually(
    () => call(url, 'GET', '/connectors/src/offsets'),
    ({ body }) => JSON.stringify(body).includes('"position":8'),
  );
  expect(readText(output)).toBe('one\n');
  expect((await call(url, 'PUT', '/connectors/snk/resume')).status).toBe(202);
  await untilReads(output, 'one\ntwo\n');
  await waitForStates(url, 'snk', 'RUNNING', 'RUNNING');
});

it('drops the tasks of a stopped connector, lets its offsets be set, and goes on from there', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, 'one\ntwo\n');
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', fileSource(input, 't'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 't'));
  await untilReads(output, 'one\ntwo\n');
  const change = { offsets: [{ partition: { filename: input }, offset: { position: 4 } }] };
  expect((await call(url, 'PATCH', '/connectors/src/offsets', change)).status).toBe(400);
  expect((await call(url, 'PUT', '/connectors/src/stop')).status).toBe(204);
  expect((await call(url, 'GET', '/connectors/src/tasks')).body).toEqual([]);
  await waitForStates(url, 'src', 'STOPPED');
  expect((await call(url, 'PATCH', '/connectors/src/offsets', change)).status).toBe(200);
  expect((await call(url, 'GET', '/connectors/src/offsets')).body).toEqual(change);
  await call(url, 'PUT', '/connectors/src/resume');
  await untilReads(output, 'one\ntwo\ntwo\n');
});

it('W24: keeps 64-bit offsets exact from a request to an answer', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir);
  const config = { ...fileSource(join(dir, 'x'), 't'), name: 'src' };
  await call(url, 'POST', '/connectors', { name: 'src', config, initial_state: 'STOPPED' });
  await waitForStates(url, 'src', 'STOPPED');
  const body = '{"offsets":[{"partition":{"filename":"x"},"offset":{"position":9007199254740993}}]}';
  const headers = { 'content-type': 'application/json' };
  const altered = await fetch(`${url}/connectors/src/offsets`, { method: 'PATCH', body, headers });
  expect(altered.status).toBe(200);
  expect(await (await fetch(`${url}/connectors/src/offsets`)).text()).toBe(body);
});

it('W23: runs everything again after a restart of the worker, each by its target state, and repeats nothing', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, numberedLines(100));
  const first = await startWorker(testProperties(dir), { log: () => undefined });
  await call(first.url, 'PUT', '/connectors/src/config', fileSource(input, 't'));
  await call(first.url, 'PUT', '/connectors/snk/config', fileSink(output, 't'));
  await call(first.url, 'PUT', '/connectors/idle/config', fileSource(join(dir, 'no'), 'u'));
  await waitForStates(first.url, 'idle', 'RUNNING', 'RUNNING');
  await call(first.url, 'PUT', '/connectors/idle/pause');
  await waitForStates(first.url, 'idle', 'PAUSED', 'PAUSED');
  await untilReads(output, numberedLines(100));
  const { body: identity } = await call(first.url, 'GET', '/');
  await first.close();

  appendFileSync(input, numberedLines(100, 100));
  const second = await startTestWorker(dir);
  expect((await call(second.url, 'GET', '/')).body).toEqual(identity);
  await waitForStates(second.url, 'src', 'RUNNING', 'RUNNING');
  await waitForStates(second.url, 'idle', 'PAUSED', 'PAUSED');
  await eventually(
    () => readText(output),
    (text) => text.length >= numberedLines(200).length,
  );
  expect(readText(output)).toBe(numberedLines(200));
  expect((await call(second.url, 'GET', '/connectors/src/topics')).body).toEqual({ src: { topics: ['t'] } });
});

it('W37: refuses a data directory that another worker holds, and frees it when that one ends', async () => {
  const dir = newDir();
  const first = await startWorker(testProperties(dir), { log: () => undefined });
  await expect(startWorker(testProperties(dir), { log: () => undefined })).rejects.toThrow(
    /in use by another worker/,
  );
  await first.close();
  await (await startWorker(testProperties(dir), { log: () => undefined })).close();
});

it('takes any option name in a config, those of JavaScript’s own objects included', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir);
  const config = JSON.parse('{"__proto__":"p","constructor":"c","toString":"t"}') as Record<string, string>;
  const body = JSON.stringify(fileSource(join(dir, 'x'), 't')).replace(
    '{',
    '{"__proto__":"p","constructor":"c","toString":"t",',
  );
  const headers = { 'content-type': 'application/json' };
  const put = await fetch(`${url}/connectors/odd/config`, { method: 'PUT', body, headers });
  expect(put.status).toBe(201);
  const read = JSON.parse(await (await fetch(`${url}/connectors/odd/config`)).text()) as Record<
    string,
    string
  >;
  for (const key of Object.keys(config))
    expect([key, Object.getOwnPropertyDescriptor(read, key)?.value]).toEqual([key, config[key]]);
  await waitForStates(url, 'odd', 'RUNNING', 'RUNNING');
});
