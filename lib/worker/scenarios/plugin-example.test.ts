import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { call, dump, eventually, newDir, readText, startTestWorker, waitForStates } from './support.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';

/** Puts the example into a folder outside of this repository, as its README says. */
function copyExample(dir: string): string {
  const plugins = join(dir, 'plugins');
  cpSync(join(ROOT, 'examples/plugin'), join(plugins, 'mine'), { recursive: true });
  return plugins;
}

const TICKS = {
  ...{ 'connector.class': 'com.example.TicksSourceConnector', topic: 'ticks', 'interval.ms': '5' },
  'value.converter': JSON_CONVERTER,
};

function tallyOf(file: string): { count: number; offset: number } {
  const text = readText(file);
  return text === '' ? { count: 0, offset: 0 } : JSON.parse(text)['ticks-0'];
}

it('runs the example from another folder, in TypeScript, and goes on where it stopped', async () => {
  const dir = newDir();
  const properties = { 'plugin.path': copyExample(dir) };
  const file = join(dir, 'tally.json');
  const first = await startTestWorker(dir, properties);
  const { body } = await call(first.url, 'PUT', '/connector-plugins/TicksSource/config/validate', {
    ...{ 'connector.class': 'TicksSource', name: 'x', 'interval.ms': '0' },
  });
  const errors = (body as { configs: { value: { name: string; errors: string[] } }[] }).configs
    .filter(({ value }) => value.errors.length > 0)
    .map(({ value }) => value.name);
  expect(errors).toEqual(['topic', 'interval.ms']);
  await call(first.url, 'PUT', '/connectors/clock/config', TICKS);
  await call(first.url, 'PUT', '/connectors/tally/config', {
    ...{ 'connector.class': 'com.example.TallySinkConnector', topics: 'ticks', file },
    'value.converter': JSON_CONVERTER,
  });
  await eventually(
    () => tallyOf(file).count,
    (count) => count >= 10,
  );
  await first.close();
  const before = tallyOf(file).count;
  const second = await startTestWorker(dir, properties);
  await eventually(
    () => tallyOf(file).count,
    (count) => count >= before + 10,
  );
  // The source runs on while the worker shuts down, so what is compared is compared once it has stopped.
  await call(second.url, 'PUT', '/connectors/clock/stop');
  await waitForStates(second.url, 'clock', 'STOPPED');
  const { body: offsets } = await call(second.url, 'GET', '/connectors/clock/offsets');
  const last = (offsets as { offsets: { offset: { number: number } }[] }).offsets[0]?.offset.number;
  await eventually(
    () => tallyOf(file).count - 1,
    (number) => number === last,
  );
  await second.close();
  const numbers = dump('--data-dir', join(dir, 'data'), '--topic', 'ticks').map(
    ({ value }) => (value as { payload: { number: number } }).payload.number,
  );
  expect(numbers).toEqual(numbers.map((_, at) => at));
  expect(tallyOf(file)).toEqual({ count: numbers.length, offset: numbers.length });
});

it('gives the package the worker’s own exceptions, and its errors their trace', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir, { 'plugin.path': copyExample(dir) });
  await call(url, 'PUT', '/connectors/clock/config', TICKS);
  await call(url, 'PUT', '/connectors/tally/config', {
    ...{ 'connector.class': 'TallySink', topics: 'ticks', file: dir, 'value.converter': JSON_CONVERTER },
  });
  const { tasks } = await waitForStates(url, 'tally', 'RUNNING', 'FAILED');
  expect(tasks[0]?.trace).toContain(
    `org.apache.kafka.connect.errors.ConnectException: ${dir} is no file of tallies`,
  );
});

it('has types for whoever installs this repository beside the package', () => {
  const dir = newDir();
  const example = join(copyExample(dir), 'mine');
  const modules = join(example, 'node_modules');
  mkdirSync(join(modules, '@types'), { recursive: true });
  symlinkSync(ROOT, join(modules, 'sluice'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(modules, '@types/node'));
  const check = () =>
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', example], {
      encoding: 'utf8',
    });
  expect(check()).toBe('');
  writeFileSync(
    join(example, 'wrong.ts'),
    "import { type Plugin } from 'sluice/connect';\nexport const p: Plugin = 7;\n",
  );
  expect(check).toThrow();
});

it('finds the entry as Node does, and is not stopped by a link that leads nowhere', async () => {
  const dir = newDir();
  const plugins = copyExample(dir);
  symlinkSync(join(dir, 'nowhere'), join(plugins, 'dangling'));
  const described = JSON.parse(readFileSync(join(plugins, 'mine/package.json'), 'utf8'));
  const entry = { '.': { types: './no.d.ts', require: './no.cjs', import: { node: './index.ts' } } };
  writeFileSync(join(plugins, 'mine/package.json'), JSON.stringify({ ...described, exports: entry }));
  cpSync(join(plugins, 'mine'), join(plugins, 'bare'), { recursive: true });
  rmSync(join(plugins, 'bare/package.json'));
  const { url } = await startTestWorker(dir, { 'plugin.path': plugins });
  const { body } = await call(url, 'GET', '/connector-plugins');
  const found = (body as { class: string }[]).filter(
    (plugin) => plugin.class === 'com.example.TallySinkConnector',
  );
  expect(found.length).toBeGreaterThan(0);
});
