// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to config providers look like that
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startWorker } from '../index.ts';
import {
  type Answer,
  call,
  eventually,
  fileSink,
  fileSource,
  newDir,
  readText,
  startTestWorker,
  testProperties,
  untilReads,
  waitForStates,
  writeTestPlugins,
} from './support.ts';

const PACKAGE = 'org.apache.kafka.common.config.provider';

/** Worker options with a provider `file` for `dir` and a provider `env` for variables TEST_*. */
function providers(dir: string): Record<string, string> {
  return {
    'config.providers': 'file,env',
    'config.providers.file.class': `${PACKAGE}.FileConfigProvider`,
    'config.providers.file.param.allowed.paths': dir,
    'config.providers.env.class': `${PACKAGE}.EnvVarConfigProvider`,
    'config.providers.env.param.allowlist.pattern': 'TEST_.*',
  };
}

it('runs a source and a sink by references, which REST shows as they were given', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, 'one\ntwo\n');
  writeFileSync(join(dir, 'c.properties'), `in=${input}\nname=out\n`);
  const env = { TEST_TOPIC: 'from-env', TEST_TASKS: '2' };
  const { url } = await startTestWorker(dir, providers(dir), { env });
  const source = fileSource(`\${file:${dir}/c.properties:in}`, '${env:TEST_TOPIC}');
  const sink = {
    ...fileSink(`${dir}/\${file:${dir}/c.properties:name}.txt`, '${env:TEST_TOPIC}'),
    'tasks.max': '${env:TEST_TASKS}',
  };
  expect((await call(url, 'PUT', '/connectors/src/config', source)).status).toBe(201);
  expect((await call(url, 'PUT', '/connectors/snk/config', sink)).status).toBe(201);
  await waitForStates(url, 'snk', 'RUNNING', 'RUNNING', 'RUNNING');
  await untilReads(output, 'one\ntwo\n');
  expect((await call(url, 'GET', '/connectors/src/config')).body).toMatchObject(source);
  const { body: tasks } = await call(url, 'GET', '/connectors/snk/tasks');
  expect(tasks).toMatchObject([{ config: sink }, { config: sink }]);
});

it('reads a value again at every start, and a missing one fails only the connector, in plain words', async () => {
  const dir = newDir();
  const secrets = join(dir, 'c.properties');
  writeFileSync(join(dir, 'in.txt'), 'one\n');
  writeFileSync(secrets, `out=${join(dir, 'first.txt')}`);
  const reference = `\${file:${secrets}:out}`;
  const { url } = await startTestWorker(dir, providers(dir));
  await call(url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 't'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(reference, 't'));
  await untilReads(join(dir, 'first.txt'), 'one\n');
  writeFileSync(secrets, 'other=x');
  await call(url, 'POST', '/connectors/snk/restart?includeTasks=true');
  const { connector, tasks } = await waitForStates(url, 'snk', 'FAILED', 'FAILED');
  for (const { trace } of [connector, ...tasks]) {
    expect(trace).toContain(
      `org.apache.kafka.common.config.ConfigException: Invalid value ${reference} for configuration file: the file ${secrets} has no key out`,
    );
  }
  await waitForStates(url, 'src', 'RUNNING', 'RUNNING');
  writeFileSync(secrets, `out=${join(dir, 'second.txt')}`);
  writeFileSync(join(dir, 'in.txt'), 'one\ntwo\n');
  await call(url, 'POST', '/connectors/snk/restart?includeTasks=true');
  await eventually(
    () => readText(join(dir, 'second.txt')),
    (text) => text.endsWith('two\n'),
  );
});

it('refuses a config whose reference cannot be resolved, with option and reference', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir, providers(dir));
  const config = fileSource('${file:/etc/passwd:root}', 't');
  const { status, body } = await call(url, 'PUT', '/connectors/src/config', config);
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain(
    'Invalid value ${file:/etc/passwd:root} for configuration file: the path /etc/passwd is not in allowed.paths of the provider',
  );
});

it('S13 has no provider unless one is named: references stay text', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', fileSource('${file:/etc/hostname:x}', 't'));
  await waitForStates(url, 'src', 'RUNNING', 'RUNNING');
});

it('takes options of the worker from providers, and does not start with a provider that is set up wrongly', async () => {
  const dir = newDir();
  const env = { TEST_CONVERTER: 'org.apache.kafka.connect.storage.StringConverter' };
  const fine = { ...providers(dir), 'value.converter': '${env:TEST_CONVERTER}' };
  await startTestWorker(dir, fine, { env });
  const start = (more: Record<string, string>) =>
    startWorker({ ...testProperties(newDir()), ...more }, { env });
  await expect(start({ ...fine, 'key.converter': '${env:TEST_NOT_SET}' })).rejects.toThrow(
    'Invalid value ${env:TEST_NOT_SET} for configuration key.converter: the variable TEST_NOT_SET is not set',
  );
  await expect(start({ 'config.providers': 'file' })).rejects.toThrow('"config.providers.file.class"');
  await expect(start({ ...fine, 'config.providers.file.class': 'x.Y' })).rejects.toThrow(
    'Class x.Y could not be found',
  );
  await expect(start({ ...fine, 'config.providers.file.param.allowed.paths': '' })).rejects.toThrow(
    'config.providers.file.param: Invalid value [] for configuration allowed.paths: Empty list',
  );
});

const PATHS = [
  '',
  '?expand=info&expand=status',
  '/NAME',
  '/NAME/config',
  '/NAME/status',
  '/NAME/tasks',
  '/NAME/offsets',
];

it('S13 lets no resolved secret into an answer, a status, a log line or the data directory', async () => {
  const dir = newDir();
  const secret = randomBytes(10).toString('hex');
  writeFileSync(join(dir, 's.properties'), `key=${secret}`);
  writeFileSync(join(dir, 'in.txt'), 'one\n');
  const reference = `\${file:${dir}/s.properties:key}`;
  const seen: string[] = [];
  const lines: string[] = [];
  const properties = { ...providers(dir), 'plugin.path': writeTestPlugins(dir) };
  const { url, dataDir, close } = await startTestWorker(dir, properties, { log: (line) => lines.push(line) });
  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await call(url, method, path, body);
    seen.push(JSON.stringify(answer.body));
    return answer;
  };
  const telling = (where: string) => ({
    'connector.class': 'test.TellingConnector',
    secret: reference,
    where,
  });
  const inTask = ['start', 'poll', 'text', 'later'];
  const names = [...inTask, 'connector', 'task-configs', 'retry', 'quiet', 'snk'];
  for (const name of names.slice(0, -1)) await ask('PUT', `/connectors/${name}/config`, telling(name));
  await ask('PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 't'));
  await ask('PUT', '/connectors/snk/config', {
    ...fileSink(join(dir, 'out.txt'), 't'),
    transforms: 'x',
    'transforms.x.type': 'test.Fail',
    'transforms.x.secret': reference,
    'errors.tolerance': 'all',
    'errors.log.enable': 'true',
    'errors.deadletterqueue.topic.name': 'dead',
    'errors.deadletterqueue.context.headers.enable': 'true',
  });

  // Each of them had the value, or it could not have quoted it: the reference stands in its place.
  for (const name of inTask) {
    const { tasks } = await waitForStates(url, name, 'RUNNING', 'FAILED');
    expect(tasks[0]?.trace).toContain(reference);
  }
  expect((await waitForStates(url, 'connector', 'FAILED')).connector.trace).toContain(reference);
  await waitForStates(url, 'quiet', 'RUNNING', 'RUNNING');
  const { body: tasks } = await ask('GET', '/connectors/quiet/tasks');
  expect(tasks).toMatchObject([
    { config: { secret: reference, copy: reference, 'header.copy': `Bearer ${reference}` } },
  ]);
  for (const words of ['login failed with', 'again with', "stage 'TRANSFORMATION'"]) {
    await eventually(
      () => lines.filter((line) => line.includes(words)),
      (found) => found.length > 0 && found.every((line) => line.includes(reference)),
    );
  }
  await eventually(
    () => call(url, 'GET', '/connectors/snk/offsets'),
    ({ body }) => JSON.stringify(body).includes('"kafka_offset":1'),
  );

  await ask('PUT', '/connectors/quiet/stop');
  await waitForStates(url, 'quiet', 'STOPPED');
  const offsets = { offsets: [{ partition: { p: 1 }, offset: { o: 1 } }] };
  const altered = await eventually(
    () => ask('PATCH', '/connectors/quiet/offsets', offsets),
    ({ status }) => status === 400,
  );
  expect(altered.body).toMatchObject({ message: `login failed with '${reference}'` });
  await ask('POST', '/connectors/connector/restart');
  for (const where of ['validate', 'errors', 'x']) {
    await ask('PUT', '/connector-plugins/TellingConnector/config/validate', telling(where));
    if (where !== 'x') expect(seen.at(-1)).toContain(reference);
  }
  for (const name of names)
    for (const path of PATHS) await ask('GET', `/connectors${path.replace('NAME', name)}`);
  for (const path of ['/', '/connector-plugins?connectorsOnly=false', '/admin/loggers'])
    await ask('GET', path);
  await close();

  expect(seen.filter((answer) => answer.includes(secret))).toEqual([]);
  expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  const contents = files.map((file) => readFileSync(join(file.parentPath, file.name)));
  expect(contents.some((bytes) => bytes.includes(reference))).toBe(true);
  expect(contents.filter((bytes) => bytes.includes(secret))).toEqual([]);
});
