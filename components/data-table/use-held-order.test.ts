import { describe, expect, it } from 'vitest';
import { longestRise } from './use-held-order';

describe('how many rows need not move', () => {
  it('counts one moved row as one, however many it passes', () => {
    expect(longestRise([0, 1, 2, 3])).toBe(4);
    expect(longestRise([3, 0, 1, 2])).toBe(3);
    expect(longestRise([3, 2, 1, 0])).toBe(1);
    expect(longestRise([])).toBe(0);
  });
});
