'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useNow } from '@/components/ui/time';
import { timelineQuery } from '@/lib/client/connectors';
import { pages } from '@/lib/client/routes';
import { LaneStrip } from './lane';

const DAY_MS = 24 * 60 * 60_000;
const STEP_MS = 60_000;

/** The last 24 hours of a connector and the worst of its tasks as one thin strip: the timeline's small brother. */
export function DayStrip({ clusterId, name }: { clusterId: string; name: string }) {
  const to = Math.ceil(useNow() / STEP_MS) * STEP_MS;
  const { data } = useQuery({
    ...timelineQuery(clusterId, name, { from: to - DAY_MS, to }),
    enabled: to > 0,
  });
  const failures = data?.figures.reduce((sum, lane) => sum + lane.failures, 0) ?? 0;
  const worst = data?.lanes.toSorted((a, b) => failedMs(b) - failedMs(a))[0];
  return (
    <Link
      href={pages.connectorTab(clusterId, name, 'history')}
      aria-label="Timeline of the last 24 hours"
      className="flex items-center gap-2 text-muted text-xs hover:text-ink"
    >
      <span className="shrink-0">24 h</span>
      {data ? (
        <LaneStrip lane={worst} timeline={data} className="h-2.5 flex-1" />
      ) : (
        <span className="h-2.5 flex-1 rounded-[3px] bg-sunken" />
      )}
      <span className="shrink-0">
        {failures > 0 ? `failed ${failures} time${failures === 1 ? '' : 's'}` : 'now'}
      </span>
    </Link>
  );
}

function failedMs(lane: { segments: readonly { from: number; to: number | null; state: string }[] }): number {
  return lane.segments
    .filter((segment) => segment.state === 'FAILED')
    .reduce((sum, segment) => sum + ((segment.to ?? Number.MAX_SAFE_INTEGER) - segment.from), 0);
}
