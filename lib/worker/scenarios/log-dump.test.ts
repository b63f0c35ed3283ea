import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call, dump, eventually, fileSource, newDir, startTestWorker } from './support.ts';

it('prints configs, statuses, offsets and records while the worker runs, with Kafka Connect’s own keys', async () => {
  const dir = newDir();
  writeFileSync(join(dir, 'in.txt'), 'one\n{"n":12345678901234567}\nthree\n');
  const worker = await startTestWorker(dir);
  const data = ['--data-dir', worker.dataDir];
  await call(worker.url, 'PUT', '/connectors/src/config', fileSource(join(dir, 'in.txt'), 'lines'));
  await eventually(
    () => dump(...data, '--topic', 'connect-offsets').length,
    (count) => count === 1,
  );
  expect(dump(...data, '--topic', 'lines').map(({ offset, value }) => [offset, value])).toEqual([
    [0, 'one'],
    [1, '{"n":12345678901234567}'],
    [2, 'three'],
  ]);
  expect(dump(...data, '--topic', 'lines', '--from', '2')).toHaveLength(1);
  const configs = dump(...data, '--topic', 'connect-configs').map(({ key }) => key);
  expect(configs).toEqual(expect.arrayContaining(['connector-src', 'task-src-0', 'commit-src']));
  expect(dump(...data, '--topic', 'connect-status')).toContainEqual(
    expect.objectContaining({
      key: 'status-task-src-0',
      value: expect.objectContaining({ state: 'RUNNING' }),
    }),
  );
  expect(dump(...data).find(({ topic }) => topic === 'lines')).toMatchObject({
    partitions: [{ partition: 0, start: 0, end: 3 }],
  });
});

it.each([
  [['--topic', 'nope'], /There is no topic nope\. There are: connect-configs/],
  [['--from', 'x'], /--from is an offset/],
  [['--wrong'], /wrong/],
])('says what is wrong with %j', async (args, words) => {
  const worker = await startTestWorker(newDir());
  expect(() => dump('--data-dir', worker.dataDir, ...args)).toThrow(words);
});

it('says so when there is no log', () => {
  expect(() => dump('--data-dir', newDir())).toThrow(/There is no log in/);
});
