import { expect, it } from 'vitest';
import { retryDelay } from './live';

it('C23 browsers come back within three seconds, and not all at once', () => {
  const delays = Array.from({ length: 1_000 }, (_, i) => retryDelay(i / 1_000));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(300);
  expect(Math.max(...delays)).toBeLessThanOrEqual(2_300);
  const perTenth = new Map<number, number>();
  for (const ms of delays) perTenth.set(Math.floor(ms / 100), (perTenth.get(Math.floor(ms / 100)) ?? 0) + 1);
  expect(Math.max(...perTenth.values())).toBeLessThan(60);
});
