'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useMemo } from 'react';
import { DataTable } from '@/components/data-table/data-table';
import type { TableColumn, TableSelection } from '@/components/data-table/types';
import { StateBadge } from '@/components/ui/state-badge';
import { Ago } from '@/components/ui/time';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { ConnectorRow } from '@/lib/api/connectors';
import { useStartAction } from '@/lib/client/actions';
import { pages } from '@/lib/client/routes';
import { severityOf } from '@/lib/connect/state';
import { ActionMenu } from './action-menu';
import { badgeWord, ClusterCell, NameCell, PluginCell, TasksCell, TopicsCell } from './connector-cells';
import { shortClass } from './plugin-name';
import { requestFor } from '@/lib/client/connector-actions';

interface ConnectorTableProps {
  rows: readonly ConnectorRow[];
  clusters: readonly ClusterSummary[];
  selection: TableSelection;
  hidden: readonly string[];
  empty: ReactNode;
}

/** The columns a person can leave out. */
export const CONNECTOR_COLUMNS = [
  { id: 'plugin', head: 'Plugin' },
  { id: 'tasks', head: 'Tasks' },
  { id: 'topics', head: 'Topics' },
  { id: 'worker', head: 'Worker' },
  { id: 'since', head: 'Since' },
  { id: 'cluster', head: 'Cluster' },
] as const;

/** A row's id in selections: cluster and name. */
export function rowKey(row: ConnectorRow): string {
  return `${row.clusterId}/${row.name}`;
}

/** The list of connectors; rows of a cluster that is away are greyed with their age. */
export function ConnectorTable({ rows, clusters, selection, hidden, empty }: ConnectorTableProps) {
  const router = useRouter();
  const start = useStartAction();
  const onKey = (key: string, row: ConnectorRow) => {
    const isBroken = row.health === 'FAILED' || row.health === 'DEGRADED';
    if (key === 'r' && isBroken) start.mutate(requestFor('restart-failed-tasks', row));
    if (key === 'e') router.push(pages.editConfig(row.clusterId, row.name));
  };
  const byId = useMemo(() => new Map(clusters.map((cluster) => [cluster.id as string, cluster])), [clusters]);
  const columns = useMemo(() => columnsFor(byId), [byId]);
  return (
    <DataTable
      label="Connectors"
      rows={rows}
      columns={columns}
      rowId={rowKey}
      selection={selection}
      hidden={hidden}
      rowClassName={(row) => (isStale(row, byId) ? 'text-muted' : undefined)}
      onKey={onKey}
      onOpen={(row) => router.push(pages.connector(row.clusterId, row.name))}
      empty={empty}
    />
  );
}

type Clusters = ReadonlyMap<string, ClusterSummary>;

function isStale(row: ConnectorRow, clusters: Clusters): boolean {
  return clusters.get(row.clusterId)?.reachability.state === 'unreachable';
}

function columnsFor(byId: Clusters): TableColumn<ConnectorRow>[] {
  return [
    {
      id: 'state',
      fixed: true,
      head: 'State',
      value: (row) => severityOf(row.health),
      cell: (row) => <StateBadge state={badgeWord(row)} stale={isStale(row, byId)} />,
      className: 'w-24 sm:w-32',
    },
    {
      id: 'name',
      fixed: true,
      head: 'Name',
      value: (row) => row.name,
      cell: (row) => <NameCell row={row} stale={isStale(row, byId)} />,
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
      cell: (row) => <TasksCell row={row} stale={isStale(row, byId)} />,
      className: 'w-12 sm:w-36',
    },
    {
      id: 'topics',
      head: 'Topics',
      cell: (row) => <TopicsCell topics={row.topics} />,
      className: 'max-xl:hidden',
    },
    {
      id: 'worker',
      head: 'Worker',
      value: (row) => row.workerId ?? '',
      cell: (row) => <span className="whitespace-nowrap font-mono text-xs">{row.workerId ?? '–'}</span>,
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
      className: 'max-lg:hidden',
    },
    {
      id: 'actions',
      fixed: true,
      head: '',
      cell: (row) => <ActionMenu row={row} />,
      className: 'w-10 text-right sm:w-12',
    },
  ];
}
