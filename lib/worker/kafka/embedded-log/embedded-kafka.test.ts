import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { createLogger } from '../../../base/logger.ts';
import { decodeBatch } from '../record-batch.ts';
import { RecordBatchBuilder } from '../record-batch-builder.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { EmbeddedKafka } from './embedded-kafka.ts';
import { GuardedLogStore } from './guarded-log-store.ts';
import { openLmdbLogStore } from './lmdb-log-store.ts';

function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-log-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function openKafka(dir: string, lines: string[] = []) {
  const log = createLogger('test', { write: (line) => lines.push(line) });
  const lmdb = openLmdbLogStore(join(dir, 'log.lmdb'));
  const store = new GuardedLogStore({ store: lmdb, clock: systemClock, log, freeBytes: () => 1 << 30 });
  const kafka = await EmbeddedKafka.open({ store, clock: systemClock, log });
  return { kafka, store };
}

function batchOf(...values: string[]) {
  const builder = new RecordBatchBuilder();
  for (const value of values) {
    builder.append({ timestamp: 1, key: null, value: Buffer.from(value), headers: [] });
  }
  return { topic: 't', partition: 0, bytes: builder.build() };
}

const fetchFrom = (offset: number) => ({
  positions: [{ topic: 't', partition: 0, offset }],
  maxBytes: 1 << 20,
  waitMs: 0,
  topicsVersion: -1,
});

async function readValues(kafka: EmbeddedKafka, offset: number): Promise<string[]> {
  const { batches } = await kafka.fetch(fetchFrom(offset));
  return batches.flatMap(({ bytes }) => decodeBatch(bytes)).map(({ value }) => String(value));
}

it('gives out offsets in order and finds the batch that holds an offset', async () => {
  const { kafka } = await openKafka(newDir());
  onTestFinished(() => kafka.close());
  const sends = [['a', 'b'], ['c'], ['d', 'e', 'f']].map((values) => kafka.send([batchOf(...values)], []));
  expect(await Promise.all(sends)).toEqual([[0], [2], [3]]);
  expect(await readValues(kafka, 0)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(await readValues(kafka, 4)).toEqual(['d', 'e', 'f']);
  expect(await readValues(kafka, 6)).toEqual([]);
});

it('keeps records, source offsets, groups and compacted topics over a reopen', async () => {
  const dir = newDir();
  const first = await openKafka(dir);
  await first.kafka.send([batchOf('a', 'b')], [{ key: '["s",{"f":1}]', value: '{"o":2}' }]);
  await first.kafka.commit('g', [{ topic: 't', partition: 0, offset: 1 }]);
  const longKey = 'k'.repeat(5000);
  await first.kafka.putKeyed('configs', [
    { key: 'x', value: '1' },
    { key: longKey, value: '2' },
    { key: 'gone', value: '3' },
  ]);
  await first.kafka.putKeyed('configs', [{ key: 'gone', value: null }]);
  await first.kafka.close();

  const { kafka } = await openKafka(dir);
  onTestFinished(() => kafka.close());
  expect(kafka.clusterId).toBe(first.kafka.clusterId);
  expect(await kafka.send([batchOf('c')], [])).toEqual([2]);
  expect(await readValues(kafka, 0)).toEqual(['a', 'b', 'c']);
  expect(await kafka.committed('g')).toEqual([{ topic: 't', partition: 0, offset: 1 }]);
  expect(kafka.keyed('connect-offsets')).toEqual(new Map([['["s",{"f":1}]', '{"o":2}']]));
  expect(kafka.keyed('configs')).toEqual(
    new Map([
      ['x', '1'],
      [longKey, '2'],
    ]),
  );
});

it('commits no offset beyond the end of the log', async () => {
  const { kafka } = await openKafka(newDir());
  onTestFinished(() => kafka.close());
  await kafka.send([batchOf('a')], []);
  await kafka.commit('g', [{ topic: 't', partition: 0, offset: 99 }]);
  expect(await kafka.committed('g')).toEqual([{ topic: 't', partition: 0, offset: 1 }]);
});

it('W4: reports a damaged batch by topic and offset and still reads and writes around it', async () => {
  const { kafka, store } = await openKafka(newDir());
  onTestFinished(() => kafka.close());
  await kafka.send([batchOf('a')], []);
  await kafka.send([batchOf('b')], []);
  const damaged = Uint8Array.from(store.floor(1, 0, 0)?.bytes ?? []);
  damaged[65] = (damaged[65] ?? 0) ^ 1;
  await store.transact((writer) => writer.append(1, 0, { baseOffset: 0, bytes: damaged }));
  await expect(kafka.fetch(fetchFrom(0))).rejects.toThrow(
    /batch at offset 0 of t-0 is damaged: batch checksum/,
  );
  expect(await readValues(kafka, 1)).toEqual(['b']);
  expect(await kafka.send([batchOf('c')], [])).toEqual([2]);
});

it('waits for records and wakes as soon as there are some', async () => {
  const { kafka } = await openKafka(newDir());
  onTestFinished(() => kafka.close());
  await kafka.partitionsFor('t');
  const { version } = await kafka.topics();
  const waiting = kafka.fetch({ ...fetchFrom(0), waitMs: 60_000, topicsVersion: version });
  await kafka.send([batchOf('a')], []);
  expect((await waiting).batches).toHaveLength(1);
});

it('removes the batches before an offset', async () => {
  const { kafka, store } = await openKafka(newDir());
  onTestFinished(() => kafka.close());
  for (const value of ['a', 'b', 'c']) await kafka.send([batchOf(value)], []);
  await store.transact((writer) => writer.remove(1, 0, 2));
  expect([...store.read(1, 0, 0)].map(({ baseOffset }) => baseOffset)).toEqual([2]);
});

it('W37: gives a data directory to one owner at a time', () => {
  const dir = newDir();
  const lock = lockDataDir(dir);
  expect(() => lockDataDir(dir)).toThrow(/in use by another worker/);
  lock.release();
  lockDataDir(dir).release();
});
