import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startWorker } from '../index.ts';
import {
  call,
  eventually,
  fileSink,
  fileSource,
  newDir,
  numberedLines,
  startTestWorker,
  testProperties,
  untilReads,
  waitForStates,
} from './support.ts';

/** A server that answers what `answer` says to each body, and keeps the bodies it took. */
async function aServer(answer: (body: string, authorization: string | undefined) => number) {
  const taken: string[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { authorization } = request.headers;
      const status = answer(body, authorization);
      (status < 300 ? taken : refused).push(body);
      response.writeHead(status).end(status < 300 ? '' : `no: ${authorization}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, taken, refused };
}

const sink = (url: string, more: Record<string, string> = {}) => ({
  'connector.class': 'HttpSink',
  topics: 'lines',
  url,
  'request.body.format': 'text',
  'retry.backoff.ms': '10',
  ...more,
});

it('sends every line in order through failures and a restart of the worker, none left out', async () => {
  const dir = newDir();
  let requests = 0;
  const { url, taken, refused } = await aServer(() => {
    requests += 1;
    return requests % 7 === 3 ? 503 : 200;
  });
  writeFileSync(join(dir, 'in.txt'), numberedLines(300));
  const first = await startWorker(testProperties(dir), { log: () => undefined });
  await call(first.url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 'lines'));
  const config = sink(url, { 'batch.size': '5', 'max.retries': '-1' });
  expect((await call(first.url, 'PUT', '/connectors/http/config', config)).status).toBe(201);
  await eventually(
    () => taken.length,
    (count) => count >= 20,
  );
  await first.close();
  const worker = await startTestWorker(dir);
  const offsets = () => call(worker.url, 'GET', '/connectors/http/offsets');
  await eventually(offsets, ({ body }) => JSON.stringify(body).includes('"kafka_offset":300'));
  const sent = taken.flatMap((body) => body.split('\n'));
  const firsts = [...new Set(sent)];
  expect(firsts).toEqual(numberedLines(300).trimEnd().split('\n'));
  expect(refused.length).toBeGreaterThan(5);
});

it('logs in by a reference, and shows the token nowhere when the server refuses', async () => {
  const dir = newDir();
  const token = 'token-of-20-characters';
  writeFileSync(join(dir, 's.properties'), `token=${token}`);
  writeFileSync(join(dir, 'in.txt'), 'good\nbad\n');
  const { url, taken } = await aServer((body, authorization) =>
    authorization === `Bearer ${token}` && body !== 'bad' ? 200 : 400,
  );
  const lines: string[] = [];
  const providers = {
    'config.providers': 'file',
    'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
    'config.providers.file.param.allowed.paths': dir,
  };
  const worker = await startTestWorker(dir, providers, { log: (line) => lines.push(line) });
  await call(worker.url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 'lines'));
  const auth = { 'auth.type': 'bearer', 'auth.token': `\${file:${dir}/s.properties:token}` };
  await call(worker.url, 'PUT', '/connectors/http/config', sink(url, auth));
  const { tasks } = await waitForStates(worker.url, 'http', 'RUNNING', 'FAILED');
  expect(taken).toEqual(['good']);
  expect(tasks[0]?.trace).toMatch(/answered 400 to record lines-0@1: no: Bearer \[hidden\]\n/);
  expect(JSON.stringify([tasks, lines])).not.toContain(token);
});

it('skips a record the server refuses when that is tolerated, with its dead letter as it was consumed', async () => {
  const dir = newDir();
  writeFileSync(join(dir, 'in.txt'), 'one\nbad\nthree\n');
  const { url, taken } = await aServer((body) => (body.includes('bad') ? 422 : 200));
  const lines: string[] = [];
  const worker = await startTestWorker(dir, {}, { log: (line) => lines.push(line) });
  const put = (name: string, config: Record<string, string>) =>
    call(worker.url, 'PUT', `/connectors/${name}/config`, config);
  const hoist = {
    transforms: 'hoist',
    'transforms.hoist.type': 'org.apache.kafka.connect.transforms.HoistField$Value',
    'transforms.hoist.field': 'line',
    'request.body.format': 'json',
    'batch.size': '10',
  };
  const errors = {
    'errors.log.enable': 'true',
    'errors.log.include.messages': 'true',
    'errors.deadletterqueue.context.headers.enable': 'true',
  };
  const dead = (topic: string) => ({ 'errors.deadletterqueue.topic.name': topic });
  await put('src', fileSource(join(dir, 'in.txt'), 'lines'));
  await put('lenient', sink(url, { ...hoist, ...errors, ...dead('dead'), 'errors.tolerance': 'all' }));
  await put('letters', fileSink(join(dir, 'dead.txt'), 'dead'));
  await eventually(
    () => call(worker.url, 'GET', '/connectors/lenient/offsets'),
    ({ body }) => JSON.stringify(body).includes('"kafka_offset":3'),
  );
  expect([...new Set(taken)]).toEqual(['{"line":"one"}', '{"line":"three"}']);
  await untilReads(join(dir, 'dead.txt'), 'bad\n');
  expect(lines.filter((line) => line.includes('Error encountered in task lenient-0'))).toEqual([
    expect.stringContaining(
      "Executing stage 'TASK_PUT' with class 'org.apache.kafka.connect.sink.SinkTask', where consumed record is {topic='lines', partition=0, offset=1,",
    ),
  ]);
  // Where it is not tolerated the letter is written all the same, and the task fails before the record.
  await put('strict', sink(url, { ...hoist, ...dead('dead-too') }));
  await put('letters-too', fileSink(join(dir, 'dead-too.txt'), 'dead-too'));
  const { tasks } = await waitForStates(worker.url, 'strict', 'RUNNING', 'FAILED');
  expect(tasks[0]?.trace).toMatch(
    /Tolerance exceeded in error handler[\s\S]*answered 422 to record lines-0@1: no/,
  );
  await untilReads(join(dir, 'dead-too.txt'), 'bad\n');
});

it('hears of pause while it waits for a server that is away, and goes on when it is back', async () => {
  const dir = newDir();
  let isAway = true;
  const { url, taken, refused } = await aServer(() => (isAway ? 503 : 200));
  writeFileSync(join(dir, 'in.txt'), 'one\n');
  const worker = await startTestWorker(dir);
  await call(worker.url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 'lines'));
  const config = sink(url, { 'retry.backoff.ms': '600000', 'retry.backoff.max.ms': '600000' });
  await call(worker.url, 'PUT', '/connectors/http/config', config);
  await eventually(
    () => refused.length,
    (count) => count === 1,
  );
  await waitForStates(worker.url, 'http', 'RUNNING', 'RUNNING');
  await call(worker.url, 'PUT', '/connectors/http/pause');
  await waitForStates(worker.url, 'http', 'PAUSED', 'PAUSED');
  await call(worker.url, 'PUT', '/connectors/http/resume');
  isAway = false;
  await call(worker.url, 'POST', '/connectors/http/restart?includeTasks=true');
  await eventually(
    () => taken,
    (bodies) => bodies.length === 1,
  );
  expect(taken).toEqual(['one']);
});
