import { mkdirSync, writeFileSync } from 'node:fs';
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

const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';

it('fails a sink whose folder is missing with a clear trace, and cures it by a restart of the task', async () => {
  const dir = newDir();
  const output = join(dir, 'missing', 'out.txt');
  writeFileSync(join(dir, 'in.txt'), 'one\n');
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 't'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 't'));
  const status = await waitForStates(url, 'snk', 'RUNNING', 'FAILED');
  const head = `org.apache.kafka.connect.errors.ConnectException: Couldn't find or create file '${output}' for FileStreamSinkTask\n\tat `;
  expect(status.tasks[0]?.trace).toContain(head);
  expect(status.tasks[0]?.trace).toContain('\nCaused by: ');
  mkdirSync(join(dir, 'missing'));
  expect((await call(url, 'POST', '/connectors/snk/tasks/0/restart')).status).toBe(204);
  await waitForStates(url, 'snk', 'RUNNING', 'RUNNING');
  await untilReads(output, 'one\n');
});

it('W11: fails only the task that met a poison record, before that record, and skips it when errors are tolerated', async () => {
  const dir = newDir();
  writeFileSync(join(dir, 'in.txt'), '{"ok":1}\nplain text\n{"ok":2}\n');
  const [strict, lenient] = [join(dir, 'strict.txt'), join(dir, 'lenient.txt')];
  const { url } = await startTestWorker(dir);
  const json = { 'value.converter': JSON_CONVERTER, 'value.converter.schemas.enable': 'false' };
  await call(url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 't'));
  await call(url, 'PUT', '/connectors/strict/config', { ...fileSink(strict, 't'), ...json });
  await call(url, 'PUT', '/connectors/lenient/config', {
    ...fileSink(lenient, 't'),
    ...json,
    'errors.tolerance': 'all',
  });
  const { tasks } = await waitForStates(url, 'strict', 'RUNNING', 'FAILED');
  expect(tasks[0]?.trace).toMatch(
    /^org\.apache\.kafka\.connect\.errors\.ConnectException: Tolerance exceeded in error handler\n\tat /,
  );
  expect(tasks[0]?.trace).toContain(
    'Caused by: org.apache.kafka.connect.errors.DataException: Converting byte[]',
  );
  await untilReads(lenient, '{ok=1}\n{ok=2}\n');
  await waitForStates(url, 'src', 'RUNNING', 'RUNNING');
  await eventually(
    () => call(url, 'GET', '/connectors/lenient/offsets'),
    ({ body }) => JSON.stringify(body).includes('"kafka_offset":3'),
  );
});

it.each([
  [
    'throw',
    /^org\.apache\.kafka\.connect\.errors\.ConnectException: the task threw\n\tat [\s\S]*Caused by: Error: because/,
  ],
  ['throw-text', /^java\.lang\.Throwable: just text/],
  ['throw-in-start', /ConnectException: start threw/],
  ['exit', /ended with exit code 7/],
  ['kill', /may not send signals/],
  ['leak', /used up the memory of its thread/],
  ['leak-buffers', /used up the memory of its thread: \d+ MiB outside of its heap/],
  ['reject-later', /late rejection/],
  ['spin', /unresponsive/],
])('W15, W17, W18, W19: a task that does "%s" takes only itself down', async (behaviour, trace) => {
  const dir = newDir();
  const output = join(dir, 'out.txt');
  writeFileSync(join(dir, 'in.txt'), 'one\n');
  const { url } = await startTestWorker(dir, {
    'plugin.path': writeTestPlugins(dir),
    'task.watchdog.timeout.ms': '3000',
    'task.heap.max.mb': '64',
  });
  await call(url, 'PUT', '/connectors/bad/config', {
    'connector.class': 'test.BehavingConnector',
    behaviour,
  });
  const { tasks } = await waitForStates(url, 'bad', 'RUNNING', 'FAILED');
  expect(tasks[0]?.trace).toMatch(trace);
  await call(url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 'fine'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 'fine'));
  await untilReads(output, 'one\n');
  expect((await call(url, 'DELETE', '/connectors/bad')).status).toBe(204);
});

it('W10: terminates a task that does not stop in time, and answers others meanwhile', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir, { 'plugin.path': writeTestPlugins(dir) });
  await call(url, 'PUT', '/connectors/stuck/config', {
    'connector.class': 'test.BehavingConnector',
    behaviour: 'hang',
  });
  await waitForStates(url, 'stuck', 'RUNNING', 'RUNNING');
  expect((await call(url, 'DELETE', '/connectors/stuck')).status).toBe(204);
  await eventually(
    () => call(url, 'GET', '/connectors/stuck/status'),
    ({ status }) => status === 404,
  );
});

it('W14: polls again after a RetriableException, and puts the same records again', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir, { 'plugin.path': writeTestPlugins(dir) });
  const source = { 'connector.class': 'test.BehavingConnector', behaviour: 'retry-once', topic: 'retried' };
  await call(url, 'PUT', '/connectors/src/config', source);
  const sink = { 'connector.class': 'test.RetryingSinkConnector', behaviour: 'x', topics: 'retried' };
  await call(url, 'PUT', '/connectors/snk/config', sink);
  await eventually(
    () => call(url, 'GET', '/connectors/snk/offsets'),
    ({ body }) => JSON.stringify(body).includes('"kafka_offset":1'),
  );
  await waitForStates(url, 'snk', 'RUNNING', 'RUNNING');
});

it('commits for a slow sink between the batches of a fetch, and gives it all again that a flush has lost', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  const text = numberedLines(12_000);
  writeFileSync(input, text);
  const { url } = await startTestWorker(dir, { 'plugin.path': writeTestPlugins(dir) });
  await call(url, 'PUT', '/connectors/src/config', fileSource(input, 't'));
  const offsetOf = async (name: string) =>
    JSON.stringify((await call(url, 'GET', `/connectors/${name}/offsets`)).body);
  await eventually(
    () => offsetOf('src'),
    (offset) => offset.includes(`"position":${text.length}`),
  );
  const slow = { 'connector.class': 'test.SlowSinkConnector', behaviour: 'x', topics: 't', file: output };
  await call(url, 'PUT', '/connectors/snk/config', slow);
  const seen = new Set<number>();
  await eventually(
    async () => {
      const committed = Number(/"kafka_offset":(\d+)/.exec(await offsetOf('snk'))?.[1] ?? 0);
      seen.add(committed);
      return committed;
    },
    (committed) => committed === 12_000,
  );
  expect(seen.size, [...seen].join()).toBeGreaterThan(3);
  expect(readText(output)).toBe(text);
});

it('shows a connector that fails to start, or asks for too many tasks, as FAILED with a trace', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir, { 'plugin.path': writeTestPlugins(dir) });
  const config = { 'connector.class': 'test.BehavingConnector', behaviour: 'connector-throws' };
  expect((await call(url, 'PUT', '/connectors/a/config', config)).status).toBe(201);
  expect((await waitForStates(url, 'a', 'FAILED')).connector.trace).toContain('connector start threw');
  await call(url, 'PUT', '/connectors/b/config', { ...config, behaviour: 'too-many-tasks' });
  expect((await waitForStates(url, 'b', 'FAILED')).connector.trace).toContain(
    'The connector b has generated 2 tasks, which is greater than 1',
  );
});

it('leaves out a package that spins when it is loaded, and starts all the same', async () => {
  const dir = newDir();
  const folder = writeTestPlugins(dir);
  mkdirSync(join(folder, 'a-spinner'));
  writeFileSync(join(folder, 'a-spinner', 'index.mjs'), 'for (;;);');
  const lines: string[] = [];
  const options = { 'plugin.path': folder, 'task.watchdog.timeout.ms': '1000' };
  const { url } = await startTestWorker(dir, options, { log: (line) => lines.push(line) });
  const plugins = JSON.stringify((await call(url, 'GET', '/connector-plugins')).body);
  expect(plugins).toContain('test.BehavingConnector');
  const named = lines.filter((line) => line.includes('cannot be loaded and is left out'));
  expect(named.map((line) => /plugins\/([a-z-]+)/.exec(line)?.[1])).toEqual([
    'a-spinner',
    'broken',
    'broken-exits',
  ]);
  expect(named[0]).toContain('unresponsive');
});

it('W19: leaves out a broken plugin package, lists the others, and hides passwords in validation', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir, { 'plugin.path': writeTestPlugins(dir) });
  const plugins = (await call(url, 'GET', '/connector-plugins')).body;
  expect(plugins).toContainEqual({ class: 'test.BehavingConnector', type: 'source', version: '1.2.3' });
  const config = {
    'connector.class': 'test.BehavingConnector',
    name: 'x',
    behaviour: 'idle',
    secret: 'hunter2',
  };
  const { status, body } = await call(url, 'PUT', '/connector-plugins/Behaving/config/validate', config);
  expect(status).toBe(200);
  expect(JSON.stringify(body)).not.toContain('hunter2');
  expect(JSON.stringify(body)).toContain('"value":"[hidden]"');
});

it('W11, W12: writes records that failed to the dead letter queue, as they came, with why in their headers', async () => {
  const dir = newDir();
  writeFileSync(join(dir, 'in.txt'), '{"ok":1}\nbroken 1\n{"ok":2}\nbroken 2\n');
  const [good, dead] = [join(dir, 'good.txt'), join(dir, 'dead.txt')];
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 't'));
  await call(url, 'PUT', '/connectors/good/config', {
    ...fileSink(good, 't'),
    'value.converter': JSON_CONVERTER,
    'value.converter.schemas.enable': 'false',
    'errors.tolerance': 'all',
    'errors.deadletterqueue.topic.name': 'dead',
    'errors.deadletterqueue.context.headers.enable': 'true',
  });
  await call(url, 'PUT', '/connectors/dead/config', fileSink(dead, 'dead'));
  await untilReads(dead, 'broken 1\nbroken 2\n');
  expect(readText(good)).toBe('{ok=1}\n{ok=2}\n');
});
