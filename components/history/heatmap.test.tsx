import { fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { FailedDay } from '@/lib/api/fleet-history';
import { Heatmap } from './heatmap';

const DAY = 86_400_000;
const first = Date.UTC(2026, 8, 1);
const days = Array.from(
  { length: 90 },
  (_, i): FailedDay => ({
    at: first + i * DAY,
    failedMs: i === 80 ? 9 * 3_600_000 : 0,
    failures: i === 80 ? 3 : 0,
    restores: 0,
    restoreMs: 0,
  }),
);

it('every day says in words what failed, moves by arrow keys and opens', () => {
  const onSelect = vi.fn();
  render(<Heatmap days={days} watchingSince={first + 10 * DAY} selected={null} onSelect={onSelect} />);
  expect(screen.getAllByRole('button')).toHaveLength(90);
  const bad = screen.getByRole('button', { name: '2026-11-20: 3 failures, failed for 9 h' });
  expect(screen.getByRole('button', { name: '2026-09-05: not watched' })).toBeDefined();
  fireEvent.click(bad);
  expect(onSelect).toHaveBeenCalledWith('2026-11-20');
  fireEvent.keyDown(bad, { key: 'ArrowLeft' });
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^2026-11-13/);
  fireEvent.keyDown(document.activeElement ?? bad, { key: 'ArrowDown' });
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^2026-11-14/);
});

it('weeks begin on Mondays', () => {
  render(<Heatmap days={days} watchingSince={first} selected={null} onSelect={() => undefined} />);
  // 2026-09-01 is a Tuesday.
  expect(screen.getAllByRole('button')[0]?.style.gridRowStart).toBe('2');
});
