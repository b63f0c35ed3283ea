import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import {
  call,
  eventually,
  fileSink,
  fileSource,
  newDir,
  numberedLines,
  readText,
  testProperties,
  untilReads,
  waitForStates,
} from './support.ts';
import { exitCode, launchWorker, startProcess } from './worker-program.ts';

it('W2: copies 1,000 lines byte for byte although the process is killed three times in the middle', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  const text = numberedLines(1000);
  writeFileSync(input, text);
  let { child, url } = await startProcess(dir);
  await call(url, 'PUT', '/connectors/src/config', { ...fileSource(input, 't'), 'batch.size': '7' });
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 't'));
  for (const part of [0.1, 0.5, 0.8]) {
    await eventually(
      () => readText(output).length,
      (length) => length >= text.length * part,
    );
    child.kill('SIGKILL');
    await exitCode(child);
    ({ child, url } = await startProcess(dir));
  }
  await eventually(
    () => call(url, 'GET', '/connectors/snk/offsets'),
    ({ body }) => JSON.stringify(body).includes('"kafka_offset":1000'),
  );
  expect(readText(output)).toBe(text);
  await waitForStates(url, 'src', 'RUNNING', 'RUNNING');
  child.kill('SIGTERM');
  expect(await exitCode(child)).toBe(0);
});

it('W9: ends with 0 when its parent closes the channel', async () => {
  const { child } = await startProcess(newDir());
  child.disconnect();
  expect(await exitCode(child)).toBe(0);
});

it('W36: says which port is taken and ends with 3', async () => {
  const dir = newDir();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as { port: number };
  const child = launchWorker(dir, testProperties(dir, { listeners: `http://127.0.0.1:${port}` }));
  expect(await exitCode(child)).toBe(3);
  expect(child.output()).toContain(`Port ${port} is in use`);
});

it('W37: says that the data directory is in use and ends with 4', async () => {
  const dir = newDir();
  await startProcess(dir);
  const child = launchWorker(dir, testProperties(dir));
  expect(await exitCode(child)).toBe(4);
  expect(child.output()).toContain('in use by another worker');
});

it('names the file and the option that is wrong and ends with 3', async () => {
  const dir = newDir();
  const child = launchWorker(dir, testProperties(dir, { 'offset.flush.interval.ms': 'soon' }));
  expect(await exitCode(child)).toBe(3);
  expect(child.output()).toMatch(/worker-\d+\.properties.*offset\.flush\.interval\.ms: Not a number/);
});

it('adds the options of SLUICE_WORKER_PROPERTIES to its own, and names the file when it cannot be read', async () => {
  const dir = newDir();
  const extra = join(dir, 'extra.properties');
  const lines = [
    'config.providers=env',
    'config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider',
    'config.providers.env.param.allowlist.pattern=TEST_.*',
  ];
  writeFileSync(extra, lines.join('\n'));
  const env = { SLUICE_WORKER_PROPERTIES: extra, TEST_OUT: join(dir, 'out.txt') };
  const child = launchWorker(dir, testProperties(dir), env);
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  writeFileSync(join(dir, 'in.txt'), 'one\n');
  await call(url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 't'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(`\${env:TEST_OUT}`, 't'));
  await untilReads(join(dir, 'out.txt'), 'one\n');
  const wrong = launchWorker(newDir(), testProperties(dir), { SLUICE_WORKER_PROPERTIES: join(dir, 'nope') });
  expect(await exitCode(wrong)).toBe(3);
  expect(wrong.output()).toContain(`Cannot read ${join(dir, 'nope')} of SLUICE_WORKER_PROPERTIES`);
});
