import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { SourceMap, SourceRecord } from '../../api/record.ts';
import { DirectorySourceTask } from './directory-source-task.ts';

function setUp() {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-directory-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const stored = new Map<string, SourceMap>();
  const reports: string[] = [];
  const start = (more: Record<string, string> = {}) => {
    const task = new DirectorySourceTask();
    const config = {
      directory: dir,
      topic: 't',
      format: 'jsonl',
      'file.minimum.age.ms': '0',
      'poll.interval.ms': '1',
    };
    task.start(
      { ...config, ...more },
      {
        offsets: async (partitions) => partitions.map(({ file }) => stored.get(String(file)) ?? null),
        reportUnreadable: (where) => reports.push(where),
        stopped: new AbortController().signal,
      },
    );
    onTestFinished(() => task.stop());
    return task;
  };
  return { dir, stored, reports, start };
}

/** Polls until nothing has come for a few times. */
async function drain(task: DirectorySourceTask, stored: Map<string, SourceMap>): Promise<unknown[]> {
  const values: unknown[] = [];
  for (let quiet = 0; quiet < 6; quiet += 1) {
    const records: SourceRecord[] = (await task.poll()) ?? [];
    for (const { sourcePartition, sourceOffset, value } of records) {
      stored.set(String(sourcePartition.file), sourceOffset);
      values.push(value);
    }
    if (records.length > 0) quiet = 0;
  }
  return values;
}

it('reads a file from its beginning when another one took its name while nobody looked', async () => {
  const { dir, stored, start } = setUp();
  writeFileSync(join(dir, 'a'), '1\n2\n3\n');
  expect(await drain(start({ 'batch.size': '2' }), stored)).toEqual([1, 2, 3]);
  appendFileSync(join(dir, 'a'), '4\n');
  expect(await drain(start(), stored)).toEqual([4]);
  writeFileSync(join(dir, 'a'), '5\n6\n7\n8\n9\n');
  expect(await drain(start(), stored)).toEqual([5, 6, 7, 8, 9]);
  writeFileSync(join(dir, 'a'), '10\n');
  expect(await drain(start(), stored)).toEqual([10]);
  expect(await drain(start(), stored)).toEqual([]);
});

it('reports a bad last line once, also when the file grows behind it, and never stops to answer in a file of bad lines', async () => {
  const { dir, stored, reports, start } = setUp();
  writeFileSync(join(dir, 'a'), '1\nbad\n');
  const task = start({ 'batch.size': '10' });
  expect(await drain(task, stored)).toEqual([1]);
  appendFileSync(join(dir, 'a'), '2\n');
  expect(await drain(task, stored)).toEqual([2]);
  expect(reports).toEqual([`line 2 of ${join(dir, 'a')}`]);
  writeFileSync(join(dir, 'b'), 'bad\n'.repeat(25));
  await task.poll();
  await task.poll();
  expect(reports.length).toBeLessThanOrEqual(21);
});

it('reads small files as one batch, and hands it over before it reports what is wrong with the next file', async () => {
  const { dir, reports, start } = setUp();
  for (const name of ['a', 'b', 'd', 'e']) writeFileSync(join(dir, name), `n\n${name}\n`);
  writeFileSync(join(dir, 'c'), 'n,n\n1,2\n');
  const task = start({ format: 'csv' });
  const files = (records: SourceRecord[] | null) =>
    records?.map(({ sourcePartition }) => sourcePartition.file);
  expect(files(await task.poll())).toEqual([join(dir, 'a'), join(dir, 'b')]);
  expect(reports).toEqual([]);
  expect(files(await task.poll())).toEqual([join(dir, 'd'), join(dir, 'e')]);
  expect(reports).toEqual([`line 1 of ${join(dir, 'c')}`]);
});

it('deletes a file after no commit that may have begun before its last records were handed over', async () => {
  const { dir, start } = setUp();
  writeFileSync(join(dir, 'a'), '1\n');
  const task = start({ 'finished.files': 'delete' });
  expect(await task.poll()).toHaveLength(1);
  for (let commits = 0; commits < 3; commits += 1) task.commit();
  expect(existsSync(join(dir, 'a'))).toBe(true);
  await task.poll();
  task.commit();
  expect(existsSync(join(dir, 'a'))).toBe(true);
  task.commit();
  expect(existsSync(join(dir, 'a'))).toBe(false);
});

it('keeps its place in a file whose name is changed while it is read', async () => {
  const { dir, stored, start } = setUp();
  writeFileSync(join(dir, 'a'), '1\n2\n3\n');
  const task = start({ 'batch.size': '1' });
  expect((await task.poll())?.map(({ value }) => value)).toEqual([1]);
  writeFileSync(join(dir, '.new'), '7\n8\n9\n');
  renameSync(join(dir, '.new'), join(dir, 'a'));
  expect(await drain(task, stored)).toEqual([2, 3, 7, 8, 9]);
});

it('is not stopped by links that lead nowhere or to themselves', async () => {
  const { dir, stored, start } = setUp();
  symlinkSync(join(dir, 'nowhere'), join(dir, 'a'));
  symlinkSync(join(dir, 'b'), join(dir, 'b'));
  writeFileSync(join(dir, 'c'), '1');
  expect(await drain(start(), stored)).toEqual([1]);
});

it('says which directory cannot be read, and tries again', async () => {
  const { dir, stored, start } = setUp();
  const task = start({ 'poll.interval.ms': '20' });
  rmSync(dir, { recursive: true });
  await expect(task.poll()).rejects.toMatchObject({
    name: 'RetriableException',
    message: `The directory ${dir} cannot be read`,
  });
  mkdirSync(dir);
  writeFileSync(join(dir, 'a'), '1\n');
  expect(await drain(task, stored)).toEqual([1]);
});
