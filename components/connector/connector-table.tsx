'use client';

import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { DataTable } from '@/components/data-table/data-table';
import type { TableColumn, TableSelection } from '@/components/data-table/types';
import { StateBadge, TaskSquares } from '@/components/ui/state-badge';
import { Ago } from '@/components/ui/time';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { ConnectorRow } from '@/lib/api/connectors';
import { useStartAction } from '@/lib/client/actions';
import { pages } from '@/lib/client/routes';
import { severityOf } from '@/lib/connect/state';
import { ActionMenu } from './action-menu';
import { shortClass } from './plugin-name';
import { requestFor } from './use-connector-actions';

interface ConnectorTableProps {
  rows: readonly ConnectorRow[];
  clusters: readonly ClusterSummary[];
  selection: TableSelection;
  empty: ReactNode;
}

/** A row's id in selections: cluster and name. */
export function rowKey(row: ConnectorRow): string {
  return `${row.clusterId}/${row.name}`;
}

/** The list of connectors; rows of a cluster that is away are greyed with their age. */
export function ConnectorTable({ rows, clusters, selection, empty }: ConnectorTableProps) {
  const router = useRouter();
  const start = useStartAction();
  const onKey = (key: string, row: ConnectorRow) => {
    const isBroken = row.health === 'FAILED' || row.health === 'DEGRADED';
    if (key === 'r' && isBroken) start.mutate(requestFor('restart-failed-tasks', row));
    if (key === 'e') router.push(pages.editConfig(row.clusterId, row.name));
  };
  const byId = new Map(clusters.map((cluster) => [cluster.id as string, cluster]));
  const isStale = (row: ConnectorRow) => byId.get(row.clusterId)?.reachability.state === 'unreachable';
  const columns: TableColumn<ConnectorRow>[] = [
    {
      id: 'state',
      head: 'State',
      value: (row) => severityOf(row.health),
      cell: (row) => <StateBadge state={badgeWord(row)} stale={isStale(row)} />,
      className: 'w-24 sm:w-32',
    },
    {
      id: 'name',
      head: 'Name',
      value: (row) => row.name,
      cell: (row) => <NameCell row={row} stale={isStale(row)} />,
    },
    {
      id: 'plugin',
      head: 'Plugin',
      value: (row) => shortClass(row.pluginClass ?? ''),
      cell: (row) => <PluginCell row={row} />,
      className: 'max-lg:hidden',
    },
    {
      id: 'tasks',
      head: 'Tasks',
      value: (row) => row.tasks.length,
      cell: (row) => <TasksCell row={row} stale={isStale(row)} />,
      className: 'w-12 sm:w-36',
    },
    {
      id: 'topics',
      head: 'Topics',
      cell: (row) => <TopicsCell topics={row.topics} />,
      className: 'max-xl:hidden',
    },
    {
      id: 'since',
      head: 'Since',
      value: (row) => row.since,
      cell: (row) => (
        <span className="text-muted">
          <Ago at={row.since} plain />
        </span>
      ),
      className: 'w-28 max-md:hidden',
    },
    {
      id: 'cluster',
      head: 'Cluster',
      value: (row) => byId.get(row.clusterId)?.name ?? row.clusterId,
      cell: (row) => <ClusterCell cluster={byId.get(row.clusterId)} />,
      className: 'max-md:hidden',
    },
    {
      id: 'actions',
      head: '',
      cell: (row) => <ActionMenu row={row} />,
      className: 'w-10 text-right sm:w-12',
    },
  ];
  return (
    <DataTable
      label="Connectors"
      rows={rows}
      columns={columns}
      rowId={rowKey}
      selection={selection}
      rowClassName={(row) => (isStale(row) ? 'text-muted' : undefined)}
      onKey={onKey}
      onOpen={(row) => router.push(pages.connector(row.clusterId, row.name))}
      empty={empty}
    />
  );
}

/** A state word we do not know is shown as the worker wrote it. */
export function badgeWord(row: ConnectorRow): string {
  return row.health === 'UNKNOWN' ? (row.state ?? 'UNKNOWN') : row.health;
}

function NameCell({ row, stale }: { row: ConnectorRow; stale: boolean }) {
  return (
    <div className="min-w-0 max-w-[29vw] sm:max-w-[46ch]">
      <Link
        href={pages.connector(row.clusterId, row.name)}
        className="block truncate font-medium font-mono hover:text-accent hover:underline"
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

function PluginCell({ row }: { row: ConnectorRow }) {
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

function TasksCell({ row, stale }: { row: ConnectorRow; stale: boolean }) {
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

function TopicsCell({ topics }: { topics: readonly string[] }) {
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

function ClusterCell({ cluster }: { cluster: ClusterSummary | undefined }) {
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
