import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { setTimeZone } from '@/components/ui/time';
import { RangeForm } from './range-form';

afterEach(() => setTimeZone(null));

const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

it('a range is typed and read in the chosen zone, summer time included', () => {
  setTimeZone('Europe/Berlin');
  const onApply = vi.fn();
  render(
    <RangeForm window={{ from: Date.UTC(2026, 6, 1, 12), to: Date.UTC(2026, 6, 1, 13) }} onApply={onApply} />,
  );
  expect(screen.getByLabelText('From')).toHaveProperty('value', '2026-07-01T14:00');
  type('From', '2026-03-29T04:30');
  type('To', '2026-07-01T15:30');
  fireEvent.click(screen.getByRole('button', { name: 'Show' }));
  expect(onApply).toHaveBeenCalledWith({
    from: Date.UTC(2026, 2, 29, 2, 30),
    to: Date.UTC(2026, 6, 1, 13, 30),
  });
});

it.each([
  ['2026-01-02T00:00', '2026-01-01T00:00', 'To must be after From.'],
  ['2026-01-01T00:00', '2026-12-01T00:00', 'At most 100 days can be shown at once.'],
  ['', '2026-12-01T00:00', 'From: give a date and a time.'],
])('%s to %s is refused with what is wrong', (from, to, words) => {
  const onApply = vi.fn();
  render(<RangeForm window={{ from: 0, to: 1000 }} onApply={onApply} />);
  type('From', from);
  type('To', to);
  fireEvent.click(screen.getByRole('button', { name: 'Show' }));
  expect(screen.getByRole('alert').textContent).toBe(words);
  expect(onApply).not.toHaveBeenCalled();
});
