'use client';

import { RotateCw } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { DataTable } from '@/components/data-table/data-table';
import type { TableColumn } from '@/components/data-table/types';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/field';
import { EmptyState, PageHead, Skeleton } from '@/components/ui/panel';
import { StateBadge } from '@/components/ui/state-badge';
import { Ago } from '@/components/ui/time';
import type { ConnectorRow, TaskRow } from '@/lib/api/connectors';
import { useStartAction } from '@/lib/client/actions';
import { useClusterName, useFleet } from '@/lib/client/fleet';
import { pages } from '@/lib/client/routes';
import { HEALTHS } from '@/lib/connect/state';

interface FleetTask extends TaskRow {
  connector: ConnectorRow;
}

const rank = (state: string) => (HEALTHS as readonly string[]).indexOf(state);

function tasksOf(rows: readonly ConnectorRow[], text: string): FleetTask[] {
  const needle = text.trim().toLowerCase();
  return rows
    .flatMap((connector) => connector.tasks.map((task) => ({ ...task, connector })))
    .filter((task) =>
      `${task.connector.name} ${task.workerId} ${task.state} ${task.cause}`.toLowerCase().includes(needle),
    )
    .sort(
      (a, b) =>
        rank(a.state) - rank(b.state) || a.connector.name.localeCompare(b.connector.name) || a.id - b.id,
    );
}

/** Every task of every cluster in one table, failed ones first. */
export function AllTasks() {
  const { data } = useFleet();
  const nameOf = useClusterName();
  const columns = useMemo(() => columnsFor(nameOf), [nameOf]);
  const [text, setText] = useQueryState('text', parseAsString.withDefault(''));
  const rows = useMemo(() => tasksOf(data?.connectors ?? [], text), [data?.connectors, text]);
  if (!data) return <Skeleton className="h-96" />;
  const failed = rows.filter((task) => task.state === 'FAILED').length;
  return (
    <>
      <PageHead title="Tasks" lead={`${rows.length} tasks, ${failed} failed`} />
      <div className="mb-3 max-w-md">
        <Input
          type="search"
          aria-label="Search tasks"
          placeholder="Connector, worker, state or error"
          value={text}
          onChange={(event) => void setText(event.target.value || null)}
        />
      </div>
      <DataTable
        label="Tasks"
        rows={rows}
        columns={columns}
        rowId={(task) => `${task.connector.clusterId}/${task.connector.name}/${task.id}`}
        empty={<EmptyState title="No task matches" />}
      />
    </>
  );
}

const columnsFor = (nameOf: (clusterId: string) => string): readonly TableColumn<FleetTask>[] => [
  {
    id: 'state',
    head: 'State',
    value: (task) => rank(task.state),
    cell: (task) => <StateBadge state={task.state} />,
    className: 'w-32',
  },
  {
    id: 'connector',
    head: 'Task',
    value: (task) => task.connector.name,
    cell: (task) => (
      <div className="min-w-0 max-w-[48vw] sm:max-w-[36ch] lg:max-w-[60ch]">
        <Link
          prefetch={false}
          href={pages.connectorTab(task.connector.clusterId, task.connector.name, 'tasks')}
          className="block truncate font-medium font-mono hover:text-accent hover:underline"
        >
          {task.connector.name}-{task.id}
        </Link>
        {task.cause ? <p className="truncate text-failed text-xs">{task.cause}</p> : null}
      </div>
    ),
  },
  {
    id: 'worker',
    head: 'Worker',
    value: (task) => task.workerId ?? '',
    cell: (task) => <span className="font-mono text-xs">{task.workerId ?? '–'}</span>,
    className: 'max-lg:hidden',
  },
  {
    id: 'since',
    head: 'Since',
    value: (task) => task.since,
    cell: (task) => (
      <span className="text-muted">
        <Ago at={task.since} plain />
      </span>
    ),
    className: 'w-28 max-sm:hidden',
  },
  {
    id: 'cluster',
    head: 'Cluster',
    value: (task) => nameOf(task.connector.clusterId),
    cell: (task) => nameOf(task.connector.clusterId),
    className: 'max-lg:hidden',
  },
  {
    id: 'actions',
    head: '',
    cell: (task) => <RestartTask task={task} />,
    className: 'w-10 text-right sm:w-36',
  },
];

function RestartTask({ task }: { task: FleetTask }) {
  const start = useStartAction();
  const { clusterId, name } = task.connector;
  return (
    <Button
      size="sm"
      variant={task.state === 'FAILED' ? 'secondary' : 'quiet'}
      disabled={start.isPending}
      onClick={() =>
        start.mutate({ action: 'restart-task', targets: [{ clusterId, connector: name, task: task.id }] })
      }
    >
      <RotateCw size={13} aria-hidden /> <span className="max-sm:sr-only">Restart task</span>
    </Button>
  );
}
