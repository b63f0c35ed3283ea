'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Panel, Skeleton } from '@/components/ui/panel';
import { formatClock } from '@/components/ui/time';
import type { FleetHistory } from '@/lib/api/fleet-history';
import { fleetHistoryQuery } from '@/lib/client/history';
import { pages } from '@/lib/client/routes';

const WIDTH = 336;
const HEIGHT = 72;

/** Failed tasks over the last 24 hours, the highest count of each hour; leads to the rest of the history. */
export function FailedChart() {
  const { data } = useQuery(fleetHistoryQuery);
  const most = Math.max(0, ...(data?.buckets ?? []).map((bucket) => bucket.failed));
  return (
    <Panel
      title="Failed tasks, 24 h"
      aside={
        <Link href={pages.history()} className="text-muted text-xs hover:text-ink hover:underline">
          {data ? `at most ${most} · ` : ''}90 days
        </Link>
      }
    >
      <div className="px-4 py-3">
        {data ? <Chart history={data} most={most} /> : <Skeleton className="h-[88px]" />}
      </div>
    </Panel>
  );
}

function Chart({ history, most }: { history: FleetHistory; most: number }) {
  const { buckets } = history;
  const step = WIDTH / Math.max(1, buckets.length);
  const top = Math.max(1, most);
  const y = (failed: number) => HEIGHT - (failed / top) * (HEIGHT - 6);
  // Steps, not slopes: a count has no values in between.
  const line = buckets
    .map((bucket, index) => `H${(index * step).toFixed(1)}V${y(bucket.failed).toFixed(1)}`)
    .join('');
  const first = buckets[0];
  const ticks = buckets.filter((_, index) => index % 6 === 0 && index > 0);
  return (
    <figure>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="h-[72px] w-full"
        preserveAspectRatio="none"
        role="img"
        aria-label={words(history, most)}
      >
        <title>{words(history, most)}</title>
        <line
          x1="0"
          x2={WIDTH}
          y1={HEIGHT - 0.5}
          y2={HEIGHT - 0.5}
          className="stroke-line"
          vectorEffect="non-scaling-stroke"
        />
        {most > 0 ? (
          <>
            <path d={`M0 ${HEIGHT}${line}H${WIDTH}V${HEIGHT}Z`} className="fill-failed/20" />
            <path
              d={`M0 ${y(first?.failed ?? 0)}${line}H${WIDTH}`}
              className="fill-none stroke-failed"
              strokeWidth="1.5"
              vectorEffect="non-scaling-stroke"
            />
          </>
        ) : null}
      </svg>
      <figcaption className="relative mt-1 h-4 text-muted text-xs" aria-hidden>
        {ticks.map((bucket) => (
          <span
            key={bucket.at}
            suppressHydrationWarning
            className="absolute -translate-x-1/2"
            style={{ left: `${(buckets.indexOf(bucket) / buckets.length) * 100}%` }}
          >
            {formatClock(bucket.at).slice(0, 5)}
          </span>
        ))}
        <span className="absolute right-0">now</span>
      </figcaption>
    </figure>
  );
}

function words({ buckets }: FleetHistory, most: number): string {
  const now = buckets.at(-1)?.failed ?? 0;
  return most === 0
    ? 'No task failed in the last 24 hours'
    : `At most ${most} tasks failed at once in the last 24 hours, ${now} lately`;
}
