import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  call,
  dump,
  eventually,
  fileSink,
  fileSource,
  newDir,
  readText,
  startTestWorker,
} from './support.ts';

const CREATION = {
  'topic.creation.default.partitions': '3',
  'topic.creation.default.replication.factor': '1',
};
const KEYED = {
  transforms: 'hoist,key',
  'transforms.hoist.type': 'org.apache.kafka.connect.transforms.HoistField$Value',
  'transforms.hoist.field': 'line',
  'transforms.key.type': 'org.apache.kafka.connect.transforms.ValueToKey',
  'transforms.key.fields': 'line',
  'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'key.converter.schemas.enable': 'false',
};

interface Dumped {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
  readonly key: unknown;
}

/** Copies lines through a topic of three partitions by three tasks. Returns what stands in the topic, and the copy. */
async function copy(lines: readonly string[], source: Record<string, string>) {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, lines.map((line) => `${line}\n`).join(''));
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', { ...fileSource(input, 't'), ...CREATION, ...source });
  // A sink would make the topic with one partition, as brokers do.
  await eventually(
    () => call(url, 'GET', '/connectors/src/offsets'),
    ({ body }) => JSON.stringify(body).includes('position'),
  );
  await call(url, 'PUT', '/connectors/snk/config', { ...fileSink(output, 't'), 'tasks.max': '3' });
  const copied = await eventually(
    () => readText(output).split('\n').slice(0, -1),
    (now) => now.length === lines.length,
  );

  const records = dump('--data-dir', join(dir, 'data'), '--topic', 't') as unknown as Dumped[];
  return { copied, records };
}

it('makes a topic with the partitions a source asks for; records without a key take turns, and none is lost', async () => {
  const lines = Array.from({ length: 300 }, (_, at) => `line ${at}`);
  const { copied, records } = await copy(lines, { 'batch.size': '10' });
  expect([...copied].sort()).toEqual([...lines].sort());
  expect(new Set(records.map(({ partition }) => partition))).toEqual(new Set([0, 1, 2]));
});

it('keeps records of one key in one partition, in their order', async () => {
  const lines = Array.from({ length: 200 }, (_, at) => `key ${at % 8}`);
  const { records } = await copy(lines, { 'batch.size': '10', ...KEYED });
  const partitionsOf = new Map<string, Set<number>>();
  for (const { key, partition } of records) {
    const text = JSON.stringify(key);
    partitionsOf.set(text, (partitionsOf.get(text) ?? new Set()).add(partition));
  }
  expect(partitionsOf.size).toBe(8);
  for (const partitions of partitionsOf.values()) expect(partitions.size).toBe(1);
  expect(new Set(records.map(({ partition }) => partition)).size).toBeGreaterThan(1);
});
