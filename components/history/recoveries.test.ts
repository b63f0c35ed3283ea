import { describe, expect, it } from 'vitest';
import type { Timeline } from '@/lib/api/timeline';
import { recoveriesOf } from './recoveries';
import { clampWindow } from './use-window';

const timeline = (segments: Timeline['lanes'][number]['segments']): Timeline => ({
  from: 1000,
  to: 9000,
  watchingSince: 0,
  lanes: [{ task: 0, segments }],
  events: [],
  actions: [],
  gaps: [],
});

describe('recoveriesOf', () => {
  it('averages only failures that ended, and counts none that began before the window', () => {
    const recoveries = recoveriesOf(
      timeline([
        { from: 500, to: 1500, state: 'FAILED' },
        { from: 2000, to: 3000, state: 'FAILED' },
        { from: 3000, to: 4000, state: 'RUNNING' },
        { from: 4000, to: 7000, state: 'FAILED' },
        { from: 8000, to: null, state: 'FAILED' },
      ]),
    );
    expect(recoveries).toEqual({ failures: 3, meanMs: 2000, longestMs: 3000 });
  });

  it('says nothing of times when nothing was restored', () => {
    expect(recoveriesOf(timeline([]))).toEqual({ failures: 0, meanMs: null, longestMs: null });
  });
});

describe('clampWindow', () => {
  it('keeps the length when panned into the future and never becomes too short', () => {
    expect(clampWindow({ from: 80_000, to: 200_000 }, 100_000)).toEqual({ from: -20_000, to: 100_000 });
    expect(clampWindow({ from: 50_000, to: 50_001 }, 100_000)).toEqual({ from: 40_001, to: 50_001 });
  });
});
