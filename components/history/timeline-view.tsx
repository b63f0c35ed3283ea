'use client';

import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { formatTime } from '@/components/ui/time';
import type { Timeline } from '@/lib/api/timeline';
import { timelineQuery } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { EventTable } from './event-table';
import { FailureFigures, TimeInStates } from './figures';
import { Lanes } from './lanes';
import { RangeForm } from './range-form';
import { SPAN_NAMES, type Span, type TimeWindow, useWindow } from './use-window';

const HOUR_MS = 3_600_000;
const LABELS: Readonly<Record<Span, string>> = { '1h': '1 h', '24h': '24 h', '7d': '7 d', '90d': '90 d' };
const OPTIONS = SPAN_NAMES.map((value) => ({ value, label: LABELS[value] }));

/** Lanes of connector and task states, with what users did, and the same as a table. */
export function TimelineView({ clusterId, name }: { clusterId: string; name: string }) {
  const { window, span, isLive, setSpan, setWindow } = useWindow();
  const query = timelineQuery(clusterId, name, window ?? { from: 0, to: 0 });
  const { data, error } = useQuery({ ...query, enabled: window !== undefined });
  const [isRangeOpen, setRangeOpen] = useState(false);
  const zoom = useCallback((next: TimeWindow) => setWindow(next), [setWindow]);
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1fr)_260px]">
      <div className="min-w-0 space-y-4">
        <Panel
          title={isLive ? 'States' : titleOf(data)}
          aside={
            <>
              {isLive ? null : (
                <Button size="sm" onClick={() => setSpan('1h')}>
                  Back to live
                </Button>
              )}
              <Segmented<Span | 'custom'>
                label="Window"
                options={OPTIONS}
                value={span ?? 'custom'}
                onChange={(value) => value !== 'custom' && setSpan(value)}
              />
              <Button size="sm" aria-expanded={isRangeOpen} onClick={() => setRangeOpen(!isRangeOpen)}>
                From – to
              </Button>
            </>
          }
        >
          {isRangeOpen ? (
            <RangeForm
              window={data}
              onApply={(next) => {
                setWindow(next);
                setRangeOpen(false);
              }}
            />
          ) : null}
          <div className="px-4 py-3">
            <Lanes timeline={data} onZoom={zoom} />
            <Notes timeline={data} />
          </div>
        </Panel>
        <EventTable timeline={data} />
      </div>
      <div className="space-y-4 self-start">
        <FailureFigures timeline={data} />
        <TimeInStates timeline={data} />
      </div>
    </div>
  );
}

/** The day of the end is named only when it is another one. */
function titleOf({ from, to }: TimeWindow): string {
  const [start, end] = [formatTime(from), formatTime(to)];
  return `${start} to ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`;
}

function Notes({ timeline }: { timeline: Timeline }) {
  const { watchingSince, resolutionMs } = timeline;
  const hasGaps = timeline.gaps.some((gap) => gap.to > (watchingSince ?? gap.to));
  const lost = timeline.lost.reduce((sum, one) => sum + one.lost, 0);
  return (
    <p className="mt-2 text-muted text-xs">
      {timeline.lanes.length === 0 ? 'Nothing was seen in this window. ' : ''}
      {watchingSince === null ? 'Not watched yet.' : `Watching since ${formatTime(watchingSince)}.`}
      {hasGaps ? ' Hatched: the console did not look.' : ''}
      {resolutionMs === null
        ? ''
        : ` Too many changes to draw: each ${resolutionMs > HOUR_MS ? 'day (UTC)' : 'hour'} shows its worst state.`}
      {lost > 0 ? (
        <span className="text-degraded">
          {' '}
          {lost} changes of this cluster were seen but could not be kept.
        </span>
      ) : null}
      <span className="max-sm:hidden"> Drag to zoom, Shift and wheel to pan.</span>
    </p>
  );
}
