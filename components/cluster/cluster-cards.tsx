'use client';

import Link from 'next/link';
import { cn } from '@/components/ui/cn';
import { Panel } from '@/components/ui/panel';
import { Ago } from '@/components/ui/time';
import type { ClusterSummary } from '@/lib/api/clusters';
import { pages } from '@/lib/client/routes';

/** Clusters with a dot, version, counts and age. */
export function ClusterCards({ clusters }: { clusters: readonly ClusterSummary[] }) {
  return (
    <Panel title="Clusters">
      <ul className="divide-y">
        {clusters.map((cluster) => (
          <li key={cluster.id} className="px-4 py-2.5">
            <div className="flex items-center gap-2">
              <ReachDot cluster={cluster} />
              <Link
                href={pages.connectors({ cluster: cluster.id })}
                className="min-w-0 truncate font-medium text-sm hover:underline"
              >
                {cluster.name}
              </Link>
              <span className="text-muted text-xs">{cluster.version}</span>
              <span className="ml-auto shrink-0 text-xs">
                {cluster.connectors.byHealth.RUNNING ?? 0}/{cluster.connectors.total} running
              </span>
            </div>
            <ReachWords cluster={cluster} />
          </li>
        ))}
        {clusters.length === 0 ? (
          <li className="px-4 py-3 text-sm">
            <Link href={pages.clusters()} className="text-accent hover:underline">
              Add a cluster
            </Link>
          </li>
        ) : null}
      </ul>
    </Panel>
  );
}

/** A dot in the colour of the cluster's reachability; the word stands beside it wherever it is used. */
export function ReachDot({ cluster }: { cluster: ClusterSummary }) {
  const tone = {
    live: 'bg-running',
    connecting: 'bg-unassigned',
    rebalancing: 'bg-restarting',
    stale: 'bg-unassigned',
    unreachable: 'bg-failed',
  };
  return (
    <span aria-hidden className={cn('h-2 w-2 shrink-0 rounded-full', tone[cluster.reachability.state])} />
  );
}

/** What is wrong with a cluster, since when, and how old its rows are. Nothing while it is live. */
export function ReachWords({ cluster }: { cluster: ClusterSummary }) {
  const { state, since, asOf, problem } = cluster.reachability;
  if (state === 'live') return null;
  return (
    <p className="mt-1 break-words text-muted text-xs">
      <span className={cn(state === 'unreachable' && 'text-failed')}>{state}</span> for{' '}
      <Ago at={since} plain />
      {problem ? ` · ${problem.message}` : ''}
      {asOf === null ? '' : ' · rows as of '}
      {asOf === null ? null : <Ago at={asOf} />}
    </p>
  );
}
