import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openLmdbLogStore } from '../kafka/embedded-log/lmdb-log-store.ts';
import {
  call,
  dump,
  eventually,
  fileSink,
  fileSource,
  newDir,
  startTestWorker,
  waitForStates,
} from './support.ts';

/** What each release left, made by its own `SLUICE_GOLDEN=<release> npx vitest run --project worker upgrade`. */
const GOLDEN = fileURLToPath(new URL('../../testing/fixtures/log', import.meta.url));
/** Not there any more when the log is opened again: nothing moves, so all there is must come from the log. */
const AWAY = '/tmp/sluice-golden';
const LINES = ['one', 'two', 'three', 'ä€😀'];

const made = process.env.SLUICE_GOLDEN;
if (made)
  it('makes the log of this release', async () => {
    mkdirSync(AWAY, { recursive: true });
    const dir = newDir();
    writeFileSync(join(AWAY, 'in.txt'), LINES.map((line) => `${line}\n`).join(''));
    const worker = await startTestWorker(dir);
    const { url } = worker;
    await call(url, 'PUT', '/connectors/src/config', fileSource(join(AWAY, 'in.txt'), 'lines'));
    await call(url, 'PUT', '/connectors/snk/config', fileSink(join(AWAY, 'out.txt'), 'lines'));
    await eventually(
      () => call(url, 'GET', '/connectors/snk/offsets'),
      ({ body }) => JSON.stringify(body).includes('"kafka_offset":4'),
    );
    await call(url, 'PUT', '/connectors/src/pause');
    await waitForStates(url, 'src', 'PAUSED', 'PAUSED');
    await call(url, 'PUT', '/connectors/snk/stop');
    await waitForStates(url, 'snk', 'STOPPED');
    await worker.close();
    cpSync(join(dir, 'data', 'log.lmdb'), join(GOLDEN, `${made}.lmdb`));
  });

for (const file of readdirSync(GOLDEN)) {
  it(`W39: reads what release ${file.replace('.lmdb', '')} left: connectors, states, offsets and records`, async () => {
    const dir = newDir();
    mkdirSync(join(dir, 'data'));
    cpSync(join(GOLDEN, file), join(dir, 'data', 'log.lmdb'));
    expect(existsSync(AWAY)).toBe(false);
    const worker = await startTestWorker(dir);
    const { url } = worker;
    await waitForStates(url, 'src', 'PAUSED', 'PAUSED');
    await waitForStates(url, 'snk', 'STOPPED');
    expect((await call(url, 'GET', '/connectors/src/config')).body).toMatchObject({
      file: join(AWAY, 'in.txt'),
    });
    expect((await call(url, 'GET', '/connectors/src/offsets')).body).toEqual({
      offsets: [{ partition: { filename: join(AWAY, 'in.txt') }, offset: { position: 24 } }],
    });
    expect((await call(url, 'GET', '/connectors/snk/offsets')).body).toEqual({
      offsets: [{ partition: { kafka_topic: 'lines', kafka_partition: 0 }, offset: { kafka_offset: 4 } }],
    });
    await worker.close();
    const records = dump('--data-dir', join(dir, 'data'), '--topic', 'lines');
    expect(records.map(({ value }) => value)).toEqual(LINES);
  });
}

it('W39: refuses the log of a newer release in words and changes nothing in it', async () => {
  const dir = newDir();
  const worker = await startTestWorker(dir);
  await worker.close();
  const path = join(dir, 'data', 'log.lmdb');
  const store = openLmdbLogStore(path);
  await store.transact((writer) => writer.put('__cluster', 'format', Buffer.from('2')));
  await store.close();
  const before = readFileSync(path);
  await expect(startTestWorker(dir)).rejects.toThrow(
    'The log was written by a newer release of Sluice, in format 2; this one reads up to 1.',
  );
  expect(readFileSync(path).equals(before)).toBe(true);
});
