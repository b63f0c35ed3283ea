import { writeFileSync } from 'node:fs';
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

const TRANSFORMS = 'org.apache.kafka.connect.transforms';
const PREDICATES = `${TRANSFORMS}.predicates`;
const JSON_VALUES = {
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter.schemas.enable': 'false',
};

/** Options of a chain: alias to class and its options. */
function chain(stages: Record<string, Record<string, string>>): Record<string, string> {
  const options = Object.entries(stages).flatMap(([alias, { type, ...own }]) => [
    [`transforms.${alias}.type`, `${TRANSFORMS}.${type}`],
    ...Object.entries(own).map(([name, value]) => [`transforms.${alias}.${name}`, value]),
  ]);
  return { transforms: Object.keys(stages).join(), ...Object.fromEntries(options) };
}

/** Options of one predicate `p`. */
function predicate(type: string, own: Record<string, string> = {}): Record<string, string> {
  const options = Object.entries(own).map(([name, value]) => [`predicates.p.${name}`, value]);
  return { predicates: 'p', 'predicates.p.type': `${PREDICATES}.${type}`, ...Object.fromEntries(options) };
}

async function create(url: string, name: string, config: Record<string, string>): Promise<void> {
  const { status, body } = await call(url, 'PUT', `/connectors/${name}/config`, config);
  expect(status, JSON.stringify(body)).toBe(201);
}

/** Waits for the position up to which a connector's one partition is committed. */
async function waitForOffset(url: string, name: string, offset: Record<string, number>): Promise<void> {
  const { body } = await eventually(
    () => call(url, 'GET', `/connectors/${name}/offsets`),
    (answer) => JSON.stringify(answer.body).includes(`"offset":${JSON.stringify(offset)}`),
  );
  expect(body).toMatchObject({ offsets: [{ offset }] });
}

it('hoists lines and inserts fields on their way to a topic, value for value', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, 'first\nzweite 世界\n');
  const { url } = await startTestWorker(dir);
  const stages = chain({
    hoist: { type: 'HoistField$Value', field: 'line' },
    insert: {
      type: 'InsertField$Value',
      'topic.field': 'topic!',
      'static.field': 'source',
      'static.value': 'test',
    },
  });
  await create(url, 'src', { ...fileSource(input, 'lines'), ...JSON_VALUES, ...stages });
  await create(url, 'snk', fileSink(output, 'lines'));
  const lines = ['first', 'zweite 世界'].map((line) => ({ line, topic: 'lines', source: 'test' }));
  const expected = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await eventually(
    () => readText(output),
    (text) => text.length >= expected.length,
  );
  expect(readText(output)).toBe(expected);
});

it('W13: routes to another topic, which then is the active one, and commits a sink by the topic it read', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, numberedLines(10));
  const { url } = await startTestWorker(dir);
  const route = (replacement: string) =>
    chain({ route: { type: 'RegexRouter', regex: '(.*)', replacement } });
  await create(url, 'src', { ...fileSource(input, 'lines'), ...route('routed-$1') });
  await create(url, 'snk', { ...fileSink(output, 'routed-lines'), ...route('elsewhere') });
  await untilReads(output, numberedLines(10));
  await waitForOffset(url, 'snk', { kafka_offset: 10 });
  expect((await call(url, 'GET', '/connectors/snk/offsets')).body).toMatchObject({
    offsets: [{ partition: { kafka_topic: 'routed-lines', kafka_partition: 0 } }],
  });
  for (const name of ['src', 'snk']) {
    const { body } = await call(url, 'GET', `/connectors/${name}/topics`);
    expect(body).toEqual({ [name]: { topics: ['routed-lines'] } });
  }
});

it('W13: drops by topic, and the offsets of what was dropped are committed all the same', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, numberedLines(10));
  const { url } = await startTestWorker(dir);
  const dropped = {
    ...chain({ drop: { type: 'Filter', predicate: 'p' } }),
    ...predicate('TopicNameMatches', { pattern: 'no.*' }),
  };
  await create(url, 'none', { ...fileSource(input, 'nothing'), ...dropped });
  await create(url, 'some', { ...fileSource(input, 'something'), ...dropped });
  await create(url, 'snk', { ...fileSink(output, 'nothing,something') });
  await untilReads(output, numberedLines(10));
  const position = Buffer.byteLength(numberedLines(10));
  await waitForOffset(url, 'none', { position });
  await waitForOffset(url, 'some', { position });
  expect((await call(url, 'GET', '/connectors/none/topics')).body).toEqual({ none: { topics: [] } });
});

it('drops tombstones in a sink', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, '1\nnull\n{"a":2}\nnull\n');
  const { url } = await startTestWorker(dir);
  const filter = {
    ...chain({ drop: { type: 'Filter', predicate: 'p' } }),
    ...predicate('RecordIsTombstone'),
  };
  await create(url, 'src', fileSource(input, 'lines'));
  await create(url, 'snk', { ...fileSink(output, 'lines'), ...JSON_VALUES, ...filter });
  await waitForOffset(url, 'snk', { kafka_offset: 4 });
  expect(readText(output)).toBe('1\n{a=2}\n');
});

it('keeps only what has a header, which the source put on', async () => {
  const dir = newDir();
  const output = join(dir, 'out.txt');
  const { url } = await startTestWorker(dir);
  for (const name of ['with', 'without']) writeFileSync(join(dir, name), `line ${name}\n`);
  const header = chain({ mark: { type: 'InsertHeader', header: 'marked', 'value.literal': 'yes' } });
  await create(url, 'without', fileSource(join(dir, 'without'), 'lines'));
  await eventually(
    () => call(url, 'GET', '/connectors/without/topics'),
    ({ body }) => JSON.stringify(body).includes('lines'),
  );
  await create(url, 'with', { ...fileSource(join(dir, 'with'), 'lines'), ...header });
  const keep = {
    ...chain({ drop: { type: 'Filter', predicate: 'p', negate: 'true' } }),
    ...predicate('HasHeaderKey', { name: 'marked' }),
  };
  await create(url, 'snk', { ...fileSink(output, 'lines'), ...keep });
  await waitForOffset(url, 'snk', { kafka_offset: 2 });
  expect(readText(output)).toBe('line with\n');
});

it('W13: puts aside what a transformation cannot take, when that is tolerated', async () => {
  const dir = newDir();
  const [input, output, dead] = [join(dir, 'in.txt'), join(dir, 'out.txt'), join(dir, 'dead.txt')];
  writeFileSync(input, '5\nfive\n6\n');
  const { url } = await startTestWorker(dir);
  await create(url, 'src', fileSource(input, 'lines'));
  await create(url, 'snk', {
    ...fileSink(output, 'lines'),
    ...chain({ cast: { type: 'Cast$Value', spec: 'int8' } }),
    'errors.tolerance': 'all',
    'errors.deadletterqueue.topic.name': 'dead',
  });
  await create(url, 'dead', fileSink(dead, 'dead'));
  await untilReads(dead, 'five\n');
  await waitForOffset(url, 'snk', { kafka_offset: 3 });
  expect(readText(output)).toBe('5\n6\n');
});

it('fails the task at its start when a transformation cannot be configured, and runs once it can', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, 'line\n');
  const { url } = await startTestWorker(dir);
  const bad = chain({ insert: { type: 'InsertField$Value' } });
  await create(url, 'src', { ...fileSource(input, 'lines'), ...bad });
  const status = await waitForStates(url, 'src', 'RUNNING', 'FAILED');
  expect(status.tasks[0]?.trace).toMatch(
    /^org\.apache\.kafka\.connect\.errors\.ConnectException: org\.apache\.kafka\.common\.config\.ConfigException: No field insertion configured\n[\s\S]*Caused by: org\.apache\.kafka\.common\.config\.ConfigException: No field insertion configured/,
  );
  const { status: answered } = await call(url, 'PUT', '/connectors/src/config', fileSource(input, 'lines'));
  expect(answered).toBe(200);
  await create(url, 'snk', fileSink(output, 'lines'));
  await untilReads(output, 'line\n');
});

it('W13: fails the task when a record cannot be transformed, naming class and reason', async () => {
  const dir = newDir();
  const input = join(dir, 'in.txt');
  writeFileSync(input, 'five\n');
  const { url } = await startTestWorker(dir);
  const cast = chain({ cast: { type: 'Cast$Value', spec: 'int8' } });
  await create(url, 'src', { ...fileSource(input, 'lines'), ...cast });
  const status = await waitForStates(url, 'src', 'RUNNING', 'FAILED');
  expect(status.tasks[0]?.trace).toMatch(
    /^org\.apache\.kafka\.connect\.errors\.ConnectException: Tolerance exceeded in error handler\n[\s\S]*Caused by: org\.apache\.kafka\.connect\.errors\.DataException: Value \(five\) was out of range for requested data type/,
  );
});

it('runs a transformation of a package in plugin.path, and validates its options', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, 'ab\nthrow\nc\n');
  const { url } = await startTestWorker(dir, { 'plugin.path': writeTestPlugins(dir) });
  const repeat = { transforms: 'r', 'transforms.r.type': 'test.Repeat', 'errors.tolerance': 'all' };
  const refused = await call(url, 'PUT', '/connectors/src/config', {
    ...fileSource(input, 'lines'),
    ...repeat,
    'transforms.r.times': 'often',
  });
  expect(JSON.stringify(refused.body)).toContain(
    'Invalid value often for configuration transforms.r.times: Not a number of type INT',
  );
  await create(url, 'src', { ...fileSource(input, 'lines'), ...repeat, 'transforms.r.times': '3' });
  await create(url, 'snk', fileSink(output, 'lines'));
  await untilReads(output, 'ababab\nccc\n');
});
