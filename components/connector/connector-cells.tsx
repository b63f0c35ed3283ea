'use client';

import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useIsCompact } from '@/components/data-table/density';
import { cn } from '@/components/ui/cn';
import { TaskSquares } from '@/components/ui/state-badge';
import { Ago } from '@/components/ui/time';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { ConnectorRow } from '@/lib/api/connectors';
import { pages } from '@/lib/client/routes';
import { shortClass } from './plugin-name';

/** A state word we do not know is shown as the worker wrote it. */
export function badgeWord(row: ConnectorRow): string {
  return row.health === 'UNKNOWN' ? (row.state ?? 'UNKNOWN') : row.health;
}

export function NameCell({ row, stale }: { row: ConnectorRow; stale: boolean }) {
  const isCompact = useIsCompact();
  return (
    <div
      className={cn(
        'min-w-0 max-w-[29vw] sm:max-w-[32ch] lg:max-w-[46ch]',
        isCompact && 'sm:flex sm:items-baseline sm:gap-3 xl:max-w-[54ch]',
      )}
    >
      <Link
        prefetch={false}
        href={pages.connector(row.clusterId, row.name)}
        className={cn(
          'block truncate font-medium font-mono hover:text-accent hover:underline',
          isCompact && 'sm:max-w-[32ch] sm:shrink-0',
        )}
        title={row.name}
      >
        {row.name}
      </Link>
      {row.cause && !stale ? (
        <p className="truncate text-failed text-xs max-sm:hidden" title={row.cause}>
          {row.cause}
        </p>
      ) : null}
    </div>
  );
}

export function PluginCell({ row }: { row: ConnectorRow }) {
  if (!row.pluginClass) return <span className="text-muted">–</span>;
  const plugin = <span className="truncate">{shortClass(row.pluginClass)}</span>;
  const kafka = <span className="text-muted">Kafka</span>;
  const arrow = <ArrowRight size={12} aria-label="to" className="shrink-0 text-muted" />;
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap" title={row.pluginClass}>
      {row.type === 'sink' ? kafka : plugin}
      {arrow}
      {row.type === 'sink' ? plugin : kafka}
    </span>
  );
}

export function TasksCell({ row, stale }: { row: ConnectorRow; stale: boolean }) {
  const running = row.tasks.filter((task) => task.state === 'RUNNING').length;
  return (
    <span className="flex items-center gap-2">
      <span className="min-w-8">
        {running}/{row.tasks.length}
        <span className="sr-only"> running</span>
      </span>
      <span className="max-sm:hidden">
        <TaskSquares states={row.tasks.map((task) => task.state)} stale={stale} />
      </span>
    </span>
  );
}

export function TopicsCell({ topics }: { topics: readonly string[] }) {
  const [first, ...others] = topics;
  if (!first) return <span className="text-muted">–</span>;
  return (
    <span className="flex items-center gap-1.5" title={topics.join('\n')}>
      <span className="max-w-[22ch] truncate font-mono text-xs">{first}</span>
      {others.length > 0 ? (
        <span className="rounded bg-sunken px-1 text-muted text-xs">+{others.length}</span>
      ) : null}
    </span>
  );
}

export function ClusterCell({ cluster }: { cluster: ClusterSummary | undefined }) {
  if (!cluster) return null;
  const { state, asOf } = cluster.reachability;
  return (
    <span className="whitespace-nowrap">
      {cluster.name}
      {state === 'unreachable' ? (
        <span className="block text-failed text-xs">
          unreachable{asOf === null ? '' : ', seen '}
          {asOf === null ? null : <Ago at={asOf} />}
        </span>
      ) : null}
    </span>
  );
}
