import { describe, expect, it } from 'vitest';
import { boxOf, ticksOf, timeInStates } from './scale';

const window = { from: 1000, to: 2000 };

describe('the time axis', () => {
  it('cuts a stretch at the window and lets an open one reach its end', () => {
    expect(boxOf(window, { from: 500, to: 1500 })).toEqual({ left: 0, width: 50 });
    expect(boxOf(window, { from: 1750, to: null })).toEqual({ left: 75, width: 25 });
  });

  it('leaves out what lies outside', () => {
    expect(boxOf(window, { from: 2100, to: 2200 })).toBeUndefined();
    expect(boxOf(window, { from: 100, to: 900 })).toBeUndefined();
  });

  it('puts ticks on round times and never more than asked for', () => {
    const day = { from: Date.UTC(2026, 0, 1, 0, 7), to: Date.UTC(2026, 0, 2, 0, 7) };
    const ticks = ticksOf(day, 8);
    expect(ticks.length).toBeLessThanOrEqual(9);
    for (const tick of ticks) expect(tick % (60 * 60_000)).toBe(0);
  });

  it('sums the time in each state, longest first', () => {
    const sums = timeInStates(window, [
      { from: 0, to: 1200, state: 'FAILED' },
      { from: 1200, to: null, state: 'RUNNING' },
    ]);
    expect([...sums]).toEqual([
      ['RUNNING', 800],
      ['FAILED', 200],
    ]);
  });
});
