import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../../base/logger.ts';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { KafkaStorageException, type LogStore, type LogWriter } from '../log-store.ts';
import { decodeBatch } from '../record-batch.ts';
import { RecordBatchBuilder } from '../record-batch-builder.ts';
import { EmbeddedKafka } from './embedded-kafka.ts';
import { GuardedLogStore } from './guarded-log-store.ts';
import { openLmdbLogStore } from './lmdb-log-store.ts';

const MIB = 1024 * 1024;

/** A real store whose next writes fail, or never settle, as a test says. */
class FailingLogStore implements LogStore {
  mode: 'fine' | 'eio' | 'hang' = 'fine';
  commits = 0;
  readonly #store: LogStore;

  constructor(store: LogStore) {
    this.#store = store;
  }

  transact = (work: (writer: LogWriter) => void): Promise<void> => {
    this.commits += 1;
    return this.#orFail(() => this.#store.transact(work));
  };
  flushed = (): Promise<void> => this.#orFail(() => this.#store.flushed());
  close = (): Promise<void> => this.#orFail(() => this.#store.close());
  floor: LogStore['floor'] = (...at) => this.#store.floor(...at);
  read: LogStore['read'] = (...at) => this.#store.read(...at);
  scan: LogStore['scan'] = (...at) => this.#store.scan(...at);
  get: LogStore['get'] = (...at) => this.#store.get(...at);
  entries: LogStore['entries'] = (...at) => this.#store.entries(...at);
  reusable = 0;
  reusableBytes = (): number => this.reusable;

  #orFail(work: () => Promise<void>): Promise<void> {
    if (this.mode === 'eio') return Promise.reject(new Error('EIO: i/o error, write'));
    return this.mode === 'hang' ? new Promise(() => undefined) : work();
  }
}

function setUp() {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-guard-'));
  const lmdb = openLmdbLogStore(join(dir, 'log.lmdb'));
  onTestFinished(async () => {
    await lmdb.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const lines: string[] = [];
  const log = createLogger('test', { write: (line) => lines.push(line) });
  const disk = new FailingLogStore(lmdb);
  const clock = new FakeClock();
  const room = { bytes: 100 * MIB };
  const store = new GuardedLogStore({ store: disk, clock, log, freeBytes: () => room.bytes });
  /** Lets time pass until the condition holds, as probes need both the clock and the disk. */
  const until = (isDone: () => boolean, timeout = 10_000) =>
    expect
      .poll(
        () => {
          clock.advance(500);
          return isDone();
        },
        { timeout, interval: 5 },
      )
      .toBe(true);
  return { store, disk, clock, room, lines, log, until };
}

const put = (store: GuardedLogStore, value: string) =>
  store.transact((writer) => writer.put('t', 'k', Buffer.from(value)));

function batchOf(...values: string[]) {
  const builder = new RecordBatchBuilder();
  for (const value of values)
    builder.append({ timestamp: 1, key: null, value: Buffer.from(value), headers: [] });
  return { topic: 't', partition: 0, bytes: builder.build() };
}

it('W6: refuses writes before they reach the disk when there is no room, and takes them as soon as there is', async () => {
  const { store, disk, room, until } = setUp();
  await put(store, 'before');
  room.bytes = MIB - 1;
  const commits = disk.commits;
  await expect(put(store, 'refused')).rejects.toThrow(KafkaStorageException);
  await expect(store.flushed()).rejects.toThrow(/The log cannot be written: ENOSPC/);
  expect(disk.commits).toBe(commits);
  expect(String(store.get('t', 'k'))).toBe('before');
  room.bytes = 100 * MIB;
  await until(() => store.failure() === undefined);
  await put(store, 'after');
  await store.flushed();
  expect(String(store.get('t', 'k'))).toBe('after');
});

it('waits for as much room as the write needs that was refused', async () => {
  const { store, room, lines, until } = setUp();
  room.bytes = MIB;
  expect(() => store.admit(MIB)).toThrow(KafkaStorageException);
  for (let i = 0; i < 10; i += 1) await expect(until(() => false, 20)).rejects.toThrow();
  expect(lines.join()).not.toContain('can be written again');
  room.bytes = 2 * MIB;
  await until(() => store.failure() === undefined);
  expect(store.admit(MIB)).toBe(MIB);
});

it('goes on in free pages of the file on a full disk when there are many, and removes with few', async () => {
  const { store, disk, room } = setUp();
  room.bytes = 0;
  disk.reusable = 16 * MIB;
  await put(store, 'in a free page');
  expect(String(store.get('t', 'k'))).toBe('in a free page');
  disk.reusable = 8 * MIB;
  await expect(put(store, 'refused')).rejects.toThrow(/ENOSPC/);
  await store.transactRemoval((writer) => writer.put('t', 'k', null));
  expect(store.get('t', 'k')).toBeUndefined();
  disk.reusable = 0;
  await expect(store.transactRemoval(() => undefined)).rejects.toThrow(/ENOSPC/);
});

it('says that there is no room before anything was written', () => {
  const { store, room } = setUp();
  room.bytes = 0;
  expect(store.failure()).toBeInstanceOf(KafkaStorageException);
});

it('warns once each 10 s while commits fail, without a stack, and says when they do not any more', async () => {
  const { store, disk, clock, lines, until } = setUp();
  disk.mode = 'eio';
  await expect(put(store, 'x')).rejects.toThrow(/EIO: i\/o error/);
  for (let i = 0; i < 50; i += 1) await expect(put(store, 'x')).rejects.toThrow(KafkaStorageException);
  expect(lines).toHaveLength(1);
  const from = clock.monotonic();
  await until(() => lines.length === 2);
  expect(clock.monotonic() - from).toBeGreaterThanOrEqual(10_000);
  expect(lines.join()).not.toContain('    at ');
  disk.mode = 'fine';
  await until(() => store.failure() === undefined);
  expect(lines.at(-1)).toContain('The log can be written again');
});

it('W5: gives up what never settles, tries nothing behind it, and ends without closing what the disk still works on', async () => {
  const { store, disk, clock } = setUp();
  disk.mode = 'hang';
  const hanging = Promise.allSettled([put(store, 'x'), store.flushed()]);
  clock.advance(60_000);
  expect((await hanging).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const { commits } = disk;
  clock.advance(60_000);
  await expect(put(store, 'y')).rejects.toThrow(/has not answered for too long/);
  expect(disk.commits).toBe(commits);
  const closed = store.close();
  clock.advance(6_000);
  await closed;
  expect(store.hasUnsettled).toBe(true);
});

it('W7: keeps records and source offsets together over a failed commit, and gives no offset out twice', async () => {
  const { store, disk, clock, log, until } = setUp();
  const kafka = await EmbeddedKafka.open({ store, clock, log });
  const heard: string[] = [];
  kafka.onOffset((key, value) => heard.push(`${key}=${value}`));
  await kafka.send([batchOf('a')], [{ key: 's', value: '1' }]);
  disk.mode = 'eio';
  await expect(kafka.send([batchOf('b')], [{ key: 's', value: '2' }])).rejects.toThrow(KafkaStorageException);
  await expect(kafka.send([batchOf('b')], [{ key: 's', value: '2' }])).rejects.toThrow(KafkaStorageException);
  await expect(kafka.commit('g', [{ topic: 't', partition: 0, offset: 1 }])).rejects.toThrow(
    KafkaStorageException,
  );
  await expect(kafka.partitionsFor('new')).rejects.toThrow(KafkaStorageException);
  expect(await kafka.committed('g')).toEqual([]);
  expect(heard).toEqual(['s=1']);
  disk.mode = 'fine';
  await until(() => store.failure() === undefined);
  await kafka.send([batchOf('b')], [{ key: 's', value: '2' }]);
  expect(await kafka.partitionsFor('new')).toBe(1);
  const positions = [{ topic: 't', partition: 0, offset: 0 }];
  const { batches } = await kafka.fetch({ positions, maxBytes: MIB, waitMs: 0, topicsVersion: -1 });
  const records = batches.flatMap(({ bytes }) => decodeBatch(bytes));
  expect(records.map(({ value }) => String(value))).toEqual(['a', 'b']);
  expect(heard).toEqual(['s=1', 's=2']);
});
