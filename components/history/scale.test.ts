import { describe, expect, it } from 'vitest';
import { formatClock, setTimeZone } from '@/components/ui/time';
import { boxOf, ticksOf } from './scale';

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
});

it('puts ticks on round times of the chosen zone', () => {
  setTimeZone('Asia/Kolkata');
  const from = Date.UTC(2026, 0, 15, 10);
  const ticks = ticksOf({ from, to: from + 24 * 3_600_000 }, 8);
  expect(ticks.length).toBeGreaterThan(4);
  expect(
    ticks.map((at) => formatClock(at)).every((clock) => /^(00|03|06|09|12|15|18|21):00:00$/.test(clock)),
  ).toBe(true);
  setTimeZone(null);
});
