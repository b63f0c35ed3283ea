import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { createLogger } from '../../../base/logger.ts';
import { RecordBatchBuilder } from '../record-batch-builder.ts';
import { EmbeddedKafka } from './embedded-kafka.ts';
import { GuardedLogStore } from './guarded-log-store.ts';
import { openLmdbLogStore } from './lmdb-log-store.ts';
import { LogRetention } from './log-retention.ts';

const DAY_MS = 86_400_000;
const BATCH_BYTES = 10_000;

async function openKafka(dir: string) {
  const log = createLogger('test', { write: () => undefined });
  const lmdb = openLmdbLogStore(join(dir, 'log.lmdb'));
  const store = new GuardedLogStore({ store: lmdb, clock: systemClock, log, freeBytes: () => 1 << 30 });
  const kafka = await EmbeddedKafka.open({ store, clock: systemClock, log });
  const retain = (limits: { bytes?: number; ms?: number }) =>
    new LogRetention({ kafka, clock: systemClock, log, bytes: -1, ms: -1, checkMs: 1_000, ...limits });
  return { kafka, store, retain };
}

function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-retention-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A batch of one record that is `BATCH_BYTES` large in all, give or take its framing. */
function batch(topic: string, ageMs = 0) {
  const builder = new RecordBatchBuilder();
  const timestamp = systemClock.now() - ageMs;
  builder.append({ timestamp, key: null, value: Buffer.alloc(BATCH_BYTES - 80), headers: [] });
  return { topic, partition: 0, bytes: builder.build() };
}

async function offsetsOf(kafka: EmbeddedKafka, topic: string): Promise<number[]> {
  return kafka.oldestBatches(topic, 0, 0, 1_000).map(({ baseOffset }) => baseOffset);
}

it('keeps as many of the newest batches as the size limit needs, also of what an earlier run wrote', async () => {
  const dir = newDir();
  const first = await openKafka(dir);
  for (let i = 0; i < 60; i += 1) await first.kafka.send([batch('t')], []);
  await first.kafka.close();
  const { kafka, retain } = await openKafka(dir);
  onTestFinished(() => kafka.close());
  for (let i = 0; i < 40; i += 1) await kafka.send([batch('t')], []);
  const retention = retain({ bytes: 10 * BATCH_BYTES });
  await retention.check();
  const left = await offsetsOf(kafka, 't');
  expect(left.at(-1)).toBe(99);
  expect(left.length).toBeGreaterThanOrEqual(10);
  expect(left.length).toBeLessThanOrEqual(12);
  await retention.check();
  expect(await offsetsOf(kafka, 't')).toEqual(left);
  for (let i = 0; i < 5; i += 1) await kafka.send([batch('t')], []);
  await retention.check();
  expect((await offsetsOf(kafka, 't')).length).toBe(left.length);
});

it('removes what is older than the time limit, but never the last batch, so that offsets go on over a restart', async () => {
  const dir = newDir();
  const { kafka, retain } = await openKafka(dir);
  for (const ageMs of [9 * DAY_MS, 8 * DAY_MS, 6 * DAY_MS]) await kafka.send([batch('t', ageMs)], []);
  await kafka.send([batch('old', 30 * DAY_MS)], []);
  await kafka.send([batch('old', 29 * DAY_MS)], []);
  await retain({ ms: 7 * DAY_MS }).check();
  expect(await offsetsOf(kafka, 't')).toEqual([2]);
  expect(await offsetsOf(kafka, 'old')).toEqual([1]);
  await kafka.close();
  const again = await openKafka(dir);
  onTestFinished(() => again.kafka.close());
  expect(await again.kafka.send([batch('old')], [])).toEqual([2]);
});

it('removes nothing without limits, and never touches compacted topics', async () => {
  const { kafka, retain } = await openKafka(newDir());
  onTestFinished(() => kafka.close());
  for (let i = 0; i < 5; i += 1) await kafka.send([batch('t', 99 * DAY_MS)], [{ key: 's', value: `${i}` }]);
  await kafka.putKeyed('connect-configs', [{ key: 'a', value: 'b'.repeat(50_000) }]);
  await kafka.commit('g', [{ topic: 't', partition: 0, offset: 1 }]);
  await retain({}).check();
  expect(await offsetsOf(kafka, 't')).toEqual([0, 1, 2, 3, 4]);
  await retain({ bytes: 0, ms: 0 }).check();
  expect(await offsetsOf(kafka, 't')).toEqual([4]);
  expect(kafka.keyed('connect-configs').size).toBe(1);
  expect(kafka.keyed('connect-offsets').get('s')).toBe('4');
  expect(await kafka.committed('g')).toEqual([{ topic: 't', partition: 0, offset: 1 }]);
});

it('tells whoever asks for removed records where the log begins now', async () => {
  const { kafka, retain } = await openKafka(newDir());
  onTestFinished(() => kafka.close());
  for (let i = 0; i < 5; i += 1) await kafka.send([batch('t')], []);
  await retain({ bytes: BATCH_BYTES }).check();
  const [start = 0] = await offsetsOf(kafka, 't');
  expect(start).toBeGreaterThan(1);
  const fetchFrom = (offset: number) =>
    kafka.fetch({
      positions: [{ topic: 't', partition: 0, offset }],
      maxBytes: 1 << 20,
      waitMs: 0,
      topicsVersion: -1,
    });
  expect((await fetchFrom(1)).batches[0]).toMatchObject({ logStartOffset: start });
  expect((await fetchFrom(start)).batches[0]).not.toHaveProperty('logStartOffset');
});
