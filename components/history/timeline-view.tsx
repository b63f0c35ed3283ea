'use client';

import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { Button } from '@/components/ui/button';
import { Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { stateFill, stateWord } from '@/components/ui/state-badge';
import { formatDuration, formatTime } from '@/components/ui/time';
import type { Timeline } from '@/lib/api/timeline';
import { timelineQuery } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { EventTable } from './event-table';
import { Lanes } from './lanes';
import { recoveriesOf } from './recoveries';
import { timeInStates } from './scale';
import { SPAN_NAMES, type Span, type TimeWindow, useWindow } from './use-window';

const LABELS: Readonly<Record<Span, string>> = { '1h': '1 h', '24h': '24 h', '7d': '7 d', '90d': '90 d' };
const OPTIONS = SPAN_NAMES.map((value) => ({ value, label: LABELS[value] }));

/** Lanes of connector and task states, with what users did, and the same as a table. */
export function TimelineView({ clusterId, name }: { clusterId: string; name: string }) {
  const { window, span, isLive, setSpan, setWindow } = useWindow();
  const query = timelineQuery(clusterId, name, window ?? { from: 0, to: 0 });
  const { data, error } = useQuery({ ...query, enabled: window !== undefined });
  const zoom = useCallback((next: TimeWindow) => setWindow(next), [setWindow]);
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1fr)_260px]">
      <div className="min-w-0 space-y-4">
        <Panel
          title={isLive ? 'States' : `${formatTime(data.from)} to ${formatTime(data.to).slice(11)}`}
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
            </>
          }
        >
          <div className="px-4 py-3">
            <Lanes timeline={data} onZoom={zoom} />
            <Notes timeline={data} />
          </div>
        </Panel>
        <EventTable timeline={data} />
      </div>
      <div className="space-y-4 self-start">
        <TimeInStates timeline={data} />
        <Recoveries timeline={data} />
      </div>
    </div>
  );
}

function Notes({ timeline }: { timeline: Timeline }) {
  const { watchingSince } = timeline;
  const hasGaps = timeline.gaps.some((gap) => gap.to > (watchingSince ?? gap.to));
  return (
    <p className="mt-2 text-muted text-xs">
      {timeline.lanes.length === 0 ? 'Nothing was seen in this window. ' : ''}
      {watchingSince === null ? 'Not watched yet.' : `Watching since ${formatTime(watchingSince)}.`}
      {hasGaps ? ' Hatched: the console did not look.' : ''}
      <span className="max-sm:hidden"> Drag to zoom, Shift and wheel to pan.</span>
    </p>
  );
}

function TimeInStates({ timeline }: { timeline: Timeline }) {
  return (
    <Panel title="Time in each state">
      <ul className="divide-y">
        {timeline.lanes.map((lane) => (
          <li key={lane.task ?? 'connector'} className="px-4 py-2.5">
            <p className="mb-1 font-medium text-xs">
              {lane.task === null ? 'Connector' : `Task ${lane.task}`}
            </p>
            {[...timeInStates(timeline, lane.segments)].map(([state, ms]) => (
              <p key={state} className="flex items-center gap-2 text-sm">
                <span aria-hidden className={`h-2 w-2 rounded-full ${stateFill(state)}`} />
                {stateWord(state)}
                <span className="ml-auto text-muted">{formatDuration(ms)}</span>
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** How often it failed in the window and how long it took to come back. */
function Recoveries({ timeline }: { timeline: Timeline }) {
  const { failures, meanMs, longestMs } = useMemo(() => recoveriesOf(timeline), [timeline]);
  const facts: readonly (readonly [string, string])[] = [
    ['Failures', String(failures)],
    ['Mean time to restore', meanMs === null ? '–' : formatDuration(meanMs)],
    ['Longest', longestMs === null ? '–' : formatDuration(longestMs)],
  ];
  return (
    <Panel title="Failures">
      <dl className="space-y-1 px-4 py-2.5 text-sm">
        {facts.map(([term, fact]) => (
          <div key={term} className="flex justify-between gap-2">
            <dt className="text-muted">{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
