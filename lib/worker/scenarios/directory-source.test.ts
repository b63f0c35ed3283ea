import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { WorkerProcess } from '../../testing/torture/worker-process.ts';
import { call, dump, eventually, newDir, startTestWorker, testProperties, waitForStates } from './support.ts';

const CLASS = 'sluice.connect.directory.DirectorySourceConnector';
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';
const PLAIN = { 'value.converter': JSON_CONVERTER, 'value.converter.schemas.enable': 'false' };

/** A line of the log as the text it stands for. */
function unquote(line: string): string {
  return line.replaceAll('\\n', '\n').replaceAll('\\"', '"');
}

function setUp() {
  const dir = newDir();
  const input = join(dir, 'in');
  const done = join(dir, 'done');
  mkdirSync(input);
  mkdirSync(done);
  const config = (more: Record<string, string> = {}): Record<string, string> => ({
    ...{ 'connector.class': CLASS, directory: input, topic: 'rows' },
    ...{ 'file.minimum.age.ms': '0', 'poll.interval.ms': '10', ...PLAIN, ...more },
  });
  /** As whoever delivers files should: under another name first. */
  const deliver = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
    renameSync(join(dir, name), join(input, name));
  };
  const values = () => dump('--data-dir', join(dir, 'data'), '--topic', 'rows').map(({ value }) => value);
  const untilValues = (count: number) => eventually(values, (all) => all.length >= count);
  return { dir, input, done, config, deliver, values, untilValues };
}

it('reads CSV with a header and declared types as records with a schema', async () => {
  const { dir, config, deliver, untilValues } = setUp();
  deliver('a.csv', '\ufeffid,name,price\r\n1,"Müller, ""Ltd""\nBonn",9.5\r\n2,,\r\n3,"",0');
  deliver('b.txt', 'not,matched\n');
  deliver('.c.csv', 'hidden\n');
  const { url } = await startTestWorker(dir);
  const more = { 'file.pattern': '*.csv', 'csv.columns': 'price:FLOAT64,id:INT32' };
  await call(url, 'PUT', '/connectors/src/config', {
    ...config(more),
    'value.converter.schemas.enable': 'true',
  });
  const values = (await untilValues(3)) as { schema: { fields: unknown[] }; payload: unknown }[];
  expect(values.map(({ payload }) => payload)).toEqual([
    { id: 1, name: 'Müller, "Ltd"\nBonn', price: 9.5 },
    { id: 2, name: null, price: null },
    { id: 3, name: '', price: 0 },
  ]);
  expect(values[0]?.schema.fields).toEqual([
    { type: 'int32', optional: true, field: 'id' },
    { type: 'string', optional: true, field: 'name' },
    { type: 'double', optional: true, field: 'price' },
  ]);
  const offsets = await eventually(
    () => call(url, 'GET', '/connectors/src/offsets'),
    ({ body }) => (body as { offsets: unknown[] }).offsets.length > 0,
  );
  expect(offsets.body).toMatchObject({
    offsets: [{ partition: { file: join(dir, 'in/a.csv') }, offset: { position: 60, line: 4 } }],
  });
});

it('spreads lines of JSON in many files over its tasks, each record once and in the order of its file', async () => {
  const { dir, config, deliver, untilValues, values } = setUp();
  const { url } = await startTestWorker(dir);
  const ids = Array.from({ length: 30 }, (_, line) => line);
  const line = (file: number, id: number) => `{"file":${file},"id":${id},"big":9007199254740993}\n`;
  for (let file = 0; file < 20; file += 1) deliver(`${file}.jsonl`, ids.map((id) => line(file, id)).join(''));
  const more = { format: 'jsonl', 'tasks.max': '3', 'batch.size': '7' };
  await call(url, 'PUT', '/connectors/src/config', config(more));
  await waitForStates(url, 'src', 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING');
  await untilValues(600);
  const texts = values() as string[];
  expect(texts).toHaveLength(600);
  expect(texts.every((text) => text.endsWith('"big":9007199254740993}'))).toBe(true);
  const all = texts.map((text) => JSON.parse(text) as { file: number; id: number });
  for (let file = 0; file < 20; file += 1) {
    expect(all.filter((value) => value.file === file).map(({ id }) => id)).toEqual(ids);
  }
});

it('goes on after a restart where it was, reads what is added, and a new file under an old name from its beginning', async () => {
  const { dir, input, config, deliver, untilValues, values } = setUp();
  const more = { 'csv.header': 'false', 'csv.columns': 'n:INT32' };
  const first = await startTestWorker(dir);
  deliver('a.csv', '1\n2\n');
  await call(first.url, 'PUT', '/connectors/src/config', config(more));
  await untilValues(2);
  appendFileSync(join(input, 'a.csv'), '3\n');
  await untilValues(3);
  await first.close();
  appendFileSync(join(input, 'a.csv'), '4\n');
  await startTestWorker(dir);
  await untilValues(4);
  deliver('a.csv', '7\n8\n9\n10\n11\n12\n');
  await untilValues(10);
  expect(values()).toEqual([1, 2, 3, 4, 7, 8, 9, 10, 11, 12].map((n) => ({ n })));
});

it('moves or deletes files that are read, once their offsets are committed, and takes the same name again', async () => {
  const { dir, input, done, config, deliver, untilValues } = setUp();
  const { url } = await startTestWorker(dir);
  deliver('a.jsonl', '1\n');
  const move = { format: 'jsonl', 'finished.files': 'move', 'finished.directory': done };
  await call(url, 'PUT', '/connectors/src/config', config(move));
  await eventually(
    () => readdirSync(done),
    (names) => names.length === 1,
  );
  deliver('a.jsonl', '2\n');
  await eventually(
    () => readdirSync(done),
    (names) => names.length === 2,
  );
  expect(['a.jsonl', 'a.jsonl.1'].map((name) => readFileSync(join(done, name), 'utf8'))).toEqual([
    '1\n',
    '2\n',
  ]);
  await call(url, 'PUT', '/connectors/src/config', config({ ...move, 'finished.files': 'delete' }));
  deliver('a.jsonl', '3\n');
  await eventually(
    () => existsSync(join(input, 'a.jsonl')),
    (isThere) => !isThere,
  );
  expect(await untilValues(3)).toEqual([1, 2, 3]);
});

it('fails at a bad line with file and line, after the lines before it, and goes on once it is mended', async () => {
  const { dir, input, config, deliver, untilValues } = setUp();
  const { url } = await startTestWorker(dir);
  deliver('a.jsonl', '{"n":1}\n{"n":2}\n{"secret\n{"n":4}\n');
  await call(url, 'PUT', '/connectors/src/config', config({ format: 'jsonl' }));
  const { tasks } = await waitForStates(url, 'src', 'RUNNING', 'FAILED');
  expect(tasks[0]?.trace).toContain('Tolerance exceeded in error handler');
  expect(tasks[0]?.trace).toContain(`DataException: ${join(input, 'a.jsonl')}, line 3: it is no JSON`);
  expect(tasks[0]?.trace).not.toContain('secret');
  expect(await untilValues(2)).toEqual([{ n: 1 }, { n: 2 }]);
  writeFileSync(join(input, 'a.jsonl'), '{"n":1}\n{"n":2}\n{"n":3}\n{"n":4}\n');
  await call(url, 'POST', '/connectors/src/restart?includeTasks=true&onlyFailed=true');
  expect(await untilValues(4)).toEqual([1, 2, 3, 4].map((n) => ({ n })));
});

it('leaves bad rows and headers out with errors.tolerance=all, logs where they are and counts them', async () => {
  const { dir, config, deliver, untilValues, values } = setUp();
  const lines: string[] = [];
  const { url } = await startTestWorker(dir, {}, { log: (line) => lines.push(line) });
  deliver('a.csv', 'n\none\n1\n2,3\n"4"x\n5\n"open\n6\nlast\n');
  deliver('b.csv', 'm\n1\n');
  deliver('c.csv', 'n\n7\n');
  const tolerant = { 'errors.tolerance': 'all', 'errors.log.enable': 'true', 'csv.columns': 'n:INT32' };
  await call(url, 'PUT', '/connectors/src/config', config(tolerant));
  await untilValues(4);
  expect(values()).toEqual([1, 5, 6, 7].map((n) => ({ n })));
  const said = lines.filter((line) => line.includes("Executing stage 'TASK_POLL'")).map(unquote);
  const problems = said.map((line) => /DataException: \S*\/(\w\.csv, line \d+: .*?)\n/.exec(line)?.[1]);
  expect(problems).toEqual([
    'a.csv, line 2: column "n" is no INT32',
    'a.csv, line 4: it has 2 fields instead of 1',
    'a.csv, line 5: there is text behind the closing quote of field 1',
    'a.csv, line 7: it has a quote that is not closed',
    'a.csv, line 9: column "n" is no INT32',
    'b.csv, line 1: there is no column "n"',
  ]);
  await eventually(
    async () => await (await fetch(`${url}/metrics`)).text(),
    (metrics) => /total_records_skipped\{connector="src",task="0"\} 6\n/.test(metrics),
  );
});

it('checks its options together, and offsets set from outside', async () => {
  const { dir, config, deliver } = setUp();
  const { url } = await startTestWorker(dir);
  const errorsOf = async (more: Record<string, string>) => {
    const { body } = await call(url, 'PUT', '/connector-plugins/DirectorySource/config/validate', {
      ...config(more),
      name: 'src',
    });
    const { configs } = body as { configs: { value: { name: string; errors: string[] } }[] };
    return configs.flatMap(({ value }) => value.errors.map((error) => `${value.name}: ${error}`)).join();
  };
  expect(await errorsOf({})).toBe('');
  expect(await errorsOf({ 'finished.files': 'move' })).toMatch(/^finished.directory: Needed where/);
  expect(await errorsOf({ 'csv.header': 'false' })).toMatch(/^csv.columns: Needed where/);
  expect(await errorsOf({ 'csv.quote': ',' })).toMatch(/^csv.quote: It must not be the delimiter/);
  expect(await errorsOf({ 'csv.delimiter': '||' })).toMatch(/^csv.delimiter: .*a single character/);
  expect(await errorsOf({ 'csv.columns': 'a:NUMBER' })).toMatch(/^csv.columns: .*one of: STRING, BOOLEAN/);
  expect(await errorsOf({ 'csv.delimiter': '\\t', 'csv.quote': '' })).toBe('');
  await call(url, 'PUT', '/connectors/src/config', config());
  await call(url, 'PUT', '/connectors/src/stop');
  await waitForStates(url, 'src', 'STOPPED');
  const alter = async (partition: object, offset: object | null) =>
    (await call(url, 'PATCH', '/connectors/src/offsets', { offsets: [{ partition, offset }] })).status;
  expect(await alter({ file: '/a.csv' }, { position: 10, line: 2 })).toBe(200);
  expect(await alter({ file: '/a.csv' }, null)).toBe(200);
  expect(await alter({ filename: '/a.csv' }, null)).toBe(400);
  expect(await alter({ file: '/a.csv' }, { position: -1 })).toBe(400);
  expect(await alter({ file: '/a.csv' }, { line: 1 })).toBe(400);
  deliver('a.csv', 'a\n1\n');
  const file = join(dir, 'in/a.csv');
  expect(await alter({ file }, { position: 2, line: 1, checksum: crc32('a\n') })).toBe(200);
  expect(await alter({ file }, { position: 4, line: 2, checksum: crc32('a\n') })).toBe(400);
  expect(await alter({ file }, { position: 4, line: 2 })).toBe(200);
});

it('fails with the option when its directory is none', async () => {
  const { dir, config } = setUp();
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', config({ directory: join(dir, 'none') }));
  const { connector } = await waitForStates(url, 'src', 'FAILED');
  expect(connector.trace).toContain(`directory ${join(dir, 'none')} is no directory`);
});

it('reads each row exactly once although its process is killed again and again', async () => {
  const { dir, input, config, deliver, values } = setUp();
  const [files, rows] = [6, 20_000];
  const program = fileURLToPath(new URL('../main.ts', import.meta.url));
  const run = () => {
    const process = new WorkerProcess({
      ...{ program, dir: join(dir, 'process'), properties: testProperties(dir), onLine: () => undefined },
    });
    return process;
  };
  const more = {
    'csv.columns': 'file:INT32,row:INT32',
    'tasks.max': '2',
    'batch.size': '50',
    'finished.files': 'delete',
  };
  let process = run();
  let cutShort = 0;
  await call((await process.url) ?? '', 'PUT', '/connectors/src/config', config(more));
  for (let file = 0; file < files; file += 1) {
    const text = Array.from({ length: rows }, (_, row) => `${file},${row},"text, of ""row""\n${row}"\n`);
    deliver(`${file}.csv`, `file,row,text\n${text.join('')}`);
    const url = (await process.url) ?? '';
    const position = await eventually(
      async () => {
        const { body } = await call(url, 'GET', '/connectors/src/offsets');
        return Number(
          new RegExp(`/${file}\\.csv"},"offset":{"position":(\\d+)`).exec(JSON.stringify(body))?.[1],
        );
      },
      (read) => read > 0,
    );
    if (position < statSync(join(dir, `in/${file}.csv`)).size) cutShort += 1;
    await process.end('SIGKILL');
    process = run();
    expect(await process.url).toBeDefined();
  }
  await eventually(
    () => readdirSync(input),
    (names) => names.length === 0,
  );
  await process.end('SIGTERM');
  const all = values() as { file: number; row: number; text: string }[];
  expect(all).toHaveLength(files * rows);
  expect(cutShort).toBeGreaterThan(0);
  for (let file = 0; file < files; file += 1) {
    const mine = all.filter((value) => value.file === file);
    expect(mine.every(({ row, text }, index) => row === index && text === `text, of "row"\n${row}`)).toBe(
      true,
    );
  }
}, 120_000);
