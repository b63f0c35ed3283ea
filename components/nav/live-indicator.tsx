'use client';

import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Popover } from '@/components/ui/popover';
import { formatClock, formatDuration, useNow } from '@/components/ui/time';
import type { ClusterSummary } from '@/lib/api/clusters';
import { useFleet } from '@/lib/client/fleet';
import type { LiveState } from '@/lib/client/live';

/** Says how fresh what we show is; opens to the freshness of every cluster. */
export function LiveIndicator({ live }: { live: LiveState }) {
  const { data } = useFleet();
  const clusters = data?.clusters ?? [];
  const away = clusters.filter((cluster) => cluster.reachability.state === 'unreachable').length;
  const word = wordFor(live, away);
  return (
    <Popover
      trigger={
        <Button variant="quiet" className="px-2">
          <span aria-hidden className={cn('h-2 w-2 rounded-full', toneFor(live, away))} />
          <span className="whitespace-nowrap max-md:sr-only">{word}</span>
        </Button>
      }
    >
      <p className="font-medium text-sm">{live === 'live' ? 'Events arrive from the console' : word}</p>
      <ul className="mt-2 space-y-2">
        {clusters.map((cluster) => (
          <Freshness key={cluster.id} cluster={cluster} />
        ))}
      </ul>
    </Popover>
  );
}

function wordFor(live: LiveState, away: number): string {
  if (live === 'reconnecting') return 'Reconnecting';
  if (live === 'connecting') return 'Connecting';
  return away > 0 ? `${away} cluster${away > 1 ? 's' : ''} away` : 'Live';
}

function toneFor(live: LiveState, away: number): string {
  if (live !== 'live') return 'bg-unassigned';
  return away > 0 ? 'bg-failed' : 'bg-running';
}

function Freshness({ cluster }: { cluster: ClusterSummary }) {
  const now = useNow();
  const { state, asOf, since, problem } = cluster.reachability;
  const age = asOf === null ? 'not seen yet' : `as of ${formatDuration(now - asOf)} ago`;
  return (
    <li className="text-xs">
      <div className="flex justify-between gap-2">
        <span className="truncate font-medium">{cluster.name}</span>
        <span className="shrink-0 text-muted">
          {state === 'live' ? 'live' : `${state} since ${formatClock(since)}`}
        </span>
      </div>
      {state === 'live' ? null : (
        <p className="break-words text-muted">
          {age}
          {problem ? ` · ${problem.message}` : ''}
        </p>
      )}
    </li>
  );
}
