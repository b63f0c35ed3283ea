import { describe, expect, it } from 'vitest';
import type { LaneFigures } from '@/lib/api/timeline';
import { formatShare, summaryOf } from './summary';
import { clampWindow } from './use-window';

const lane = (more: Partial<LaneFigures>): LaneFigures => ({
  task: 0,
  ms: {},
  changes: 0,
  failures: 0,
  restores: 0,
  restoreMs: 0,
  ...more,
});

describe('the summary of a window', () => {
  it('counts time in which somebody paused or stopped it neither as up nor as down', () => {
    const lanes = [
      lane({ ms: { RUNNING: 80, FAILED: 20, PAUSED: 500 }, failures: 2, restores: 1, restoreMs: 20 }),
      lane({ task: 1, ms: { RUNNING: 100, STOPPED: 300 }, changes: 3 }),
    ];
    expect(summaryOf(lanes)).toEqual({ uptime: 0.9, failures: 2, restores: 1, restoreMs: 20, changes: 3 });
    expect(summaryOf([lane({ ms: { PAUSED: 5 } })]).uptime).toBeNull();
  });

  it('never rounds up to all of it', () => {
    expect(formatShare(0.999999)).toBe('99.99 %');
    expect(formatShare(1)).toBe('100 %');
    expect(formatShare(0.5)).toBe('50.00 %');
  });
});

describe('clampWindow', () => {
  it('keeps the length when panned into the future and never becomes too short', () => {
    expect(clampWindow({ from: 80_000, to: 200_000 }, 100_000)).toEqual({ from: -20_000, to: 100_000 });
    expect(clampWindow({ from: 50_000, to: 50_001 }, 100_000)).toEqual({ from: 40_001, to: 50_001 });
  });
});
