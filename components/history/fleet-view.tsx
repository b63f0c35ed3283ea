'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs';
import { EmptyState, PageHead, Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { formatDuration, formatTime } from '@/components/ui/time';
import type { FailureReport } from '@/lib/api/fleet-history';
import { failureReportQuery, failuresOfDayQuery } from '@/lib/client/history';
import { describeProblem } from '@/lib/client/problems';
import { FailedTable } from './failed-table';
import { Heatmap } from './heatmap';
import { HourChart } from './hour-chart';

const SPANS = [
  { value: '24h', label: '24 h' },
  { value: '7d', label: '7 d' },
] as const;
const DAY_MS = 86_400_000;

/** What failed in the whole fleet: by hour, by day, and which connectors most. */
export function FleetView() {
  const { data, error } = useQuery(failureReportQuery);
  const [state, setState] = useQueryStates({
    span: parseAsStringEnum(['24h', '7d']).withDefault('24h'),
    day: parseAsString,
  });
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Loading />;
  const hours = state.span === '24h' ? data.hours.slice(-24) : data.hours;
  return (
    <>
      <PageHead title="History" lead={leadFor(data)} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <Panel
          title="Failed tasks per hour"
          aside={
            <Segmented
              label="Window"
              options={SPANS}
              value={state.span as '24h' | '7d'}
              onChange={(span) => void setState({ span })}
            />
          }
        >
          <HourChart hours={hours} />
        </Panel>
        <Panel
          title="Failed task-hours per day"
          aside={<span className="text-muted text-xs">days in UTC</span>}
        >
          <Heatmap
            days={data.days}
            watchingSince={data.watchingSince}
            selected={state.day}
            onSelect={(day) => void setState({ day: day === state.day ? null : day })}
          />
        </Panel>
        <div className="xl:col-span-2">
          {state.day === null ? (
            <Panel title="Longest failed, 90 days">
              <FailedTable
                connectors={data.worst}
                window={{ from: data.now - 90 * DAY_MS, to: data.now }}
                empty={
                  <EmptyState title="Nothing failed">
                    No task has failed since the console watches.
                  </EmptyState>
                }
              />
            </Panel>
          ) : (
            <DayPanel day={state.day} now={data.now} />
          )}
        </div>
      </div>
    </>
  );
}

function leadFor({ days, watchingSince }: FailureReport): string {
  if (watchingSince === null) return 'Not watched yet';
  const failures = days.reduce((sum, day) => sum + day.failures, 0);
  const restores = days.reduce((sum, day) => sum + day.restores, 0);
  const restoreMs = days.reduce((sum, day) => sum + day.restoreMs, 0);
  const mean = restores > 0 ? `, ${formatDuration(restoreMs / restores)} to restore on average` : '';
  return `${failures} task failure${failures === 1 ? '' : 's'} in 90 days${mean} · watching since ${formatTime(watchingSince)}`;
}

function DayPanel({ day, now }: { day: string; now: number }) {
  const { data, error } = useQuery(failuresOfDayQuery(day));
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  const from = Date.parse(day);
  return (
    <Panel
      title={`Failed on ${day}`}
      aside={
        data && data.total > data.connectors.length ? (
          <span className="text-muted text-xs">
            the worst {data.connectors.length} of {data.total}
          </span>
        ) : null
      }
    >
      {data ? (
        <FailedTable
          connectors={data.connectors}
          window={{ from, to: Math.min(from + DAY_MS, now) }}
          empty={<EmptyState title="Nothing failed on this day" />}
        />
      ) : (
        <Skeleton className="m-4 h-24" />
      )}
    </Panel>
  );
}

function Loading() {
  return (
    <div className="space-y-3" aria-busy="true">
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-56" />
      <Skeleton className="h-56" />
    </div>
  );
}
