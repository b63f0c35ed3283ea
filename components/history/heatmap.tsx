'use client';

import { type KeyboardEvent, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { formatDuration } from '@/components/ui/time';
import type { FailedDay } from '@/lib/api/fleet-history';

const DAY_MS = 86_400_000;
/** Shades by task-hours: none, under 1, under 8, under 24, more. */
const SHADES = ['bg-sunken', 'bg-failed/25', 'bg-failed/50', 'bg-failed/75', 'bg-failed'] as const;
const WEEKDAYS = ['Mon', '', 'Wed', '', 'Fri', '', ''] as const;
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1 };

interface HeatmapProps {
  days: readonly FailedDay[];
  watchingSince: number | null;
  selected: string | null;
  onSelect: (day: string) => void;
}

/** One square a day, a column a week; arrow keys move between days, Enter opens one. */
export function Heatmap({ days, watchingSince, selected, onSelect }: HeatmapProps) {
  const [focused, setFocused] = useState(days.length - 1);
  const grid = useRef<HTMLDivElement>(null);
  const first = days[0]?.at ?? 0;
  // The epoch began on a Thursday; weeks begin on Mondays.
  const offset = (Math.floor(first / DAY_MS) + 3) % 7;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(days.length - 1, focused + step));
    setFocused(next);
    grid.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus();
  };
  return (
    <div className="px-4 py-3">
      <div className="flex gap-2">
        <div aria-hidden className="grid grid-rows-7 gap-1 text-muted text-xs leading-none">
          {WEEKDAYS.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: seven fixed places
            <span key={index} className="flex h-5 items-center">
              {name}
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame */}
        <div
          ref={grid}
          role="group"
          aria-label="Failed task-hours per day. Arrow keys move between days."
          onKeyDown={onKeyDown}
          className="grid min-w-0 max-w-[480px] flex-1 auto-cols-fr grid-flow-col grid-rows-7 gap-1"
        >
          {days.map((day, index) => (
            <Day
              key={day.at}
              day={day}
              index={index}
              row={index === 0 ? offset + 1 : undefined}
              isWatched={watchingSince !== null && day.at + DAY_MS > watchingSince}
              isSelected={dayName(day.at) === selected}
              isTabStop={index === focused}
              onSelect={() => {
                setFocused(index);
                onSelect(dayName(day.at));
              }}
            />
          ))}
        </div>
      </div>
      <p className="mt-3 flex flex-wrap items-center gap-1 text-muted text-xs">
        <span className="mr-1">Task-hours</span>
        {['0', '< 1', '< 8', '< 24', '≥ 24'].map((label, index) => (
          <span key={label} className="flex items-center gap-1">
            <span aria-hidden className={cn('h-3 w-3 rounded-[3px]', SHADES[index])} />
            <span className="mr-2">{label}</span>
          </span>
        ))}
        <span className="flex items-center gap-1">
          <span aria-hidden className="hatch h-3 w-3 rounded-[3px]" /> not watched
        </span>
      </p>
    </div>
  );
}

interface DayProps {
  day: FailedDay;
  index: number;
  row: number | undefined;
  isWatched: boolean;
  isSelected: boolean;
  isTabStop: boolean;
  onSelect: () => void;
}

function Day({ day, index, row, isWatched, isSelected, isTabStop, onSelect }: DayProps) {
  const words = isWatched
    ? `${dayName(day.at)}: ${day.failures} failure${day.failures === 1 ? '' : 's'}, failed for ${formatDuration(day.failedMs)}`
    : `${dayName(day.at)}: not watched`;
  return (
    <button
      type="button"
      data-index={index}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={words}
      aria-pressed={isSelected}
      title={words}
      onClick={onSelect}
      style={row === undefined ? undefined : { gridRowStart: row }}
      className={cn(
        'h-5 w-full min-w-0 rounded-[4px]',
        isWatched ? shadeOf(day.failedMs) : 'hatch',
        isSelected && 'outline-2 outline-accent outline-offset-1',
      )}
    />
  );
}

function shadeOf(failedMs: number): string {
  const hours = failedMs / 3_600_000;
  if (hours === 0) return SHADES[0];
  return hours < 1 ? SHADES[1] : hours < 8 ? SHADES[2] : hours < 24 ? SHADES[3] : SHADES[4];
}

/** `2026-11-26`, in UTC as the sums are. */
export function dayName(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
