import { expect, test } from 'vitest';
import { KeyedQueue } from './keyed-queue.ts';

test('jobs of one key never overlap, those of two keys do, and nothing is kept afterwards', async () => {
  const queue = new KeyedQueue();
  const running = new Map<string, number>();
  let most = 0;
  let mostOfA = 0;
  const job = (key: string) => async () => {
    running.set(key, (running.get(key) ?? 0) + 1);
    mostOfA = Math.max(mostOfA, running.get('a') ?? 0);
    most = Math.max(
      most,
      [...running.values()].reduce((sum, one) => sum + one, 0),
    );
    await new Promise((resolve) => setImmediate(resolve));
    running.set(key, (running.get(key) ?? 0) - 1);
  };
  await Promise.all(['a', 'b', 'a', 'a', 'b'].map((key) => queue.run(key, job(key))));
  expect([mostOfA, most]).toEqual([1, 2]);
  expect(queue.size).toBe(0);
});

test('a job that fails does not stop the next one of its key', async () => {
  const queue = new KeyedQueue();
  const failed = queue.run('a', () => Promise.reject(new Error('no')));
  const next = queue.run('a', () => 'yes');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
