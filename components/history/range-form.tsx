'use client';

import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/field';
import { formatTime, parseTime } from '@/components/ui/time';
import type { TimeWindow } from './use-window';

const LONGEST_MS = 100 * 86_400_000;

/** From and to in the chosen zone; says what is wrong with them. */
export function RangeForm({
  window,
  onApply,
}: {
  window: TimeWindow;
  onApply: (window: TimeWindow) => void;
}) {
  const [from, setFrom] = useState(() => toField(window.from));
  const [to, setTo] = useState(() => toField(window.to));
  const [problem, setProblem] = useState<string>();
  const ids = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = { from: parseTime(from), to: parseTime(to) };
    const wrong = whyNot(next);
    setProblem(wrong);
    if (wrong === undefined && next.from !== undefined && next.to !== undefined)
      onApply({ from: next.from, to: next.to });
  };
  const field = (label: string, value: string, set: (value: string) => void) => (
    <div className="w-full sm:w-52">
      <label htmlFor={`${ids}-${label}`} className="mb-1 block text-muted text-xs">
        {label}
      </label>
      <Input
        id={`${ids}-${label}`}
        type="datetime-local"
        value={value}
        aria-describedby={problem ? `${ids}-problem` : undefined}
        aria-invalid={problem !== undefined}
        onChange={(event) => set(event.target.value)}
      />
    </div>
  );
  return (
    <form
      onSubmit={submit}
      noValidate
      className="flex flex-wrap items-end gap-2 border-b bg-sunken/50 px-4 py-3"
    >
      {field('From', from, setFrom)}
      {field('To', to, setTo)}
      <Button type="submit" variant="primary">
        Show
      </Button>
      {problem ? (
        <p id={`${ids}-problem`} role="alert" className="w-full text-failed text-xs">
          {problem}
        </p>
      ) : null}
    </form>
  );
}

/** What a datetime-local input takes: minutes are enough. */
function toField(at: number): string {
  return formatTime(at).slice(0, 16).replace(' ', 'T');
}

function whyNot({ from, to }: { from: number | undefined; to: number | undefined }): string | undefined {
  if (from === undefined) return 'From: give a date and a time.';
  if (to === undefined) return 'To: give a date and a time.';
  if (to <= from) return 'To must be after From.';
  if (to - from > LONGEST_MS) return 'At most 100 days can be shown at once.';
  return undefined;
}
