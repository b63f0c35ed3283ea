import { expect, it } from 'vitest';
import { BufferPool } from './buffer-pool.ts';

it('gives out memory it was given back when it is large enough, and keeps no more than it may', () => {
  const pool = new BufferPool(2);
  const small = pool.take(100);
  const large = pool.take(300_000);
  expect(small.length).toBeGreaterThanOrEqual(100);
  expect(large.length).toBeGreaterThanOrEqual(300_000);
  for (const buffer of [small, large]) pool.give(buffer.buffer as ArrayBuffer);
  expect(pool.take(200_000).buffer).toBe(large.buffer);
  // Only the small one is there now, which is too small.
  expect(pool.take(200_000).buffer).not.toBe(small.buffer);
  expect(pool.take(10).buffer).toBe(small.buffer);
  const three = [1, 2, 3].map(() => pool.take(10).buffer as ArrayBuffer);
  for (const buffer of three) pool.give(buffer);
  expect([pool.take(10).buffer, pool.take(10).buffer]).toEqual([three[1], three[2]]);
  expect(three).not.toContain(pool.take(10).buffer);
});

it('does not keep what was moved to another thread, nor giants', () => {
  const pool = new BufferPool(2);
  const moved = pool.take(10);
  structuredClone(moved, { transfer: [moved.buffer as ArrayBuffer] });
  pool.give(moved.buffer as ArrayBuffer);
  const giant = new ArrayBuffer(8 * 1024 * 1024);
  pool.give(giant);
  expect(pool.take(1).buffer).not.toBe(giant);
});
