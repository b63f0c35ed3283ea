'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsStringEnum, useQueryState } from 'nuqs';
import { Fragment } from 'react';
import { Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { stateFill, stateWord } from '@/components/ui/state-badge';
import { formatClock, formatDuration, formatTime, useNow } from '@/components/ui/time';
import type { Timeline } from '@/lib/api/timeline';
import { timelineQuery } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { EventTable } from './event-table';
import { LaneStrip } from './lane';
import { boxOf, ticksOf, timeInStates } from './scale';

const HOUR_MS = 3_600_000;
const SPANS = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '90d': 2160 * HOUR_MS } as const;
type Span = keyof typeof SPANS;
const OPTIONS: readonly { value: Span; label: string }[] = [
  { value: '1h', label: '1 h' },
  { value: '24h', label: '24 h' },
  { value: '7d', label: '7 d' },
  { value: '90d', label: '90 d' },
];
/** The window moves in steps, so that an hour is not read anew each second. */
const STEP_MS = 5000;

/** Lanes of connector and task states, with what users did, and the same as a table. */
export function TimelineView({ clusterId, name }: { clusterId: string; name: string }) {
  const [span, setSpan] = useQueryState(
    'span',
    parseAsStringEnum<Span>(['1h', '24h', '7d', '90d']).withDefault('1h'),
  );
  const to = Math.ceil(useNow() / STEP_MS) * STEP_MS;
  const query = timelineQuery(clusterId, name, { from: to - SPANS[span], to });
  const { data, error } = useQuery({ ...query, enabled: to > 0 });
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1fr)_260px]">
      <div className="min-w-0 space-y-4">
        <Panel
          title="States"
          aside={
            <Segmented
              label="Window"
              options={OPTIONS}
              value={span}
              onChange={(value) => void setSpan(value)}
            />
          }
        >
          <Lanes timeline={data} />
        </Panel>
        <EventTable timeline={data} />
      </div>
      <TimeInStates timeline={data} />
    </div>
  );
}

function Lanes({ timeline }: { timeline: Timeline }) {
  return (
    <div className="px-4 py-3">
      <Marks timeline={timeline} />
      <div className="grid grid-cols-[72px_1fr] items-center gap-x-3 gap-y-1.5">
        {timeline.lanes.map((lane) => (
          <Fragment key={lane.task ?? 'connector'}>
            <span className="truncate text-muted text-xs">
              {lane.task === null ? 'connector' : `task ${lane.task}`}
            </span>
            <LaneStrip lane={lane} timeline={timeline} className="h-5" />
          </Fragment>
        ))}
      </div>
      <Axis timeline={timeline} />
      {timeline.lanes.length === 0 ? (
        <p className="py-4 text-muted text-sm">Nothing was seen in this window.</p>
      ) : null}
      <p className="mt-2 text-muted text-xs">
        {timeline.watchingSince === null
          ? 'Not watched yet.'
          : `Watching since ${formatTime(timeline.watchingSince)}.`}
        {timeline.gaps.some((gap) => gap.to > (timeline.watchingSince ?? gap.to))
          ? ' Hatched: the console did not look.'
          : ''}
      </p>
    </div>
  );
}

function Marks({ timeline }: { timeline: Timeline }) {
  return (
    <div className="relative mb-1 ml-[84px] h-4" aria-hidden>
      {timeline.actions.map((action) => {
        const box = boxOf(timeline, { from: action.at, to: action.at });
        if (!box) return null;
        return (
          <span
            key={action.id}
            title={`${formatTime(action.at)} ${action.action} by ${action.actor}\n${action.summary ?? ''}`}
            className="absolute top-0 h-4 w-4 -translate-x-1/2 rounded-full border border-accent bg-accent-soft text-center font-semibold text-[9px] text-accent leading-[14px]"
            style={{ left: `${box.left}%` }}
          >
            {action.actor.charAt(0).toUpperCase()}
          </span>
        );
      })}
    </div>
  );
}

function Axis({ timeline }: { timeline: Timeline }) {
  const isLong = timeline.to - timeline.from > 48 * HOUR_MS;
  const label = (at: number) => (isLong ? formatTime(at).slice(5, 10) : formatClock(at).slice(0, 5));
  return (
    <div className="relative mt-1 ml-[84px] h-4 text-muted text-xs" aria-hidden>
      {ticksOf(timeline, 7).map((tick) => {
        const box = boxOf(timeline, { from: tick, to: tick });
        if (!box || box.left > 96) return null;
        return (
          <span key={tick} className="absolute border-l pl-1" style={{ left: `${box.left}%` }}>
            {label(tick)}
          </span>
        );
      })}
    </div>
  );
}

function TimeInStates({ timeline }: { timeline: Timeline }) {
  return (
    <Panel title="Time in each state" className="self-start">
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
