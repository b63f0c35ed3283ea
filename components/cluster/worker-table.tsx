'use client';

import { useQuery } from '@tanstack/react-query';
import { DataTable } from '@/components/data-table/data-table';
import type { TableColumn } from '@/components/data-table/types';
import { EmptyState, PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import type { WorkerRow } from '@/lib/api/clusters';
import { clustersQuery } from '@/lib/client/clusters';
import { describeProblem } from '@/lib/client/problems';

const COLUMNS: readonly TableColumn<WorkerRow>[] = [
  {
    id: 'worker',
    head: 'Worker',
    value: (worker) => worker.workerId,
    cell: (worker) => <span className="font-mono">{worker.workerId}</span>,
  },
  {
    id: 'cluster',
    head: 'Cluster',
    value: (worker) => worker.clusterId,
    cell: (worker) => worker.clusterId,
    className: 'max-sm:hidden',
  },
  {
    id: 'connectors',
    head: 'Connectors',
    value: (worker) => worker.connectors,
    cell: (worker) => worker.connectors,
  },
  { id: 'tasks', head: 'Tasks', value: (worker) => worker.tasks, cell: (worker) => worker.tasks },
  {
    id: 'failed',
    head: 'Failed',
    value: (worker) => worker.failedTasks,
    cell: (worker) => (
      <span className={worker.failedTasks > 0 ? 'font-medium text-failed' : ''}>{worker.failedTasks}</span>
    ),
  },
];

/** Workers as far as statuses mention them, with what each runs. */
export function WorkerTable() {
  const { data, error } = useQuery(clustersQuery);
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  return (
    <>
      <PageHead
        title="Workers"
        lead="Connect has no list of its workers: these are the ones that connector and task statuses name."
      />
      <DataTable
        label="Workers"
        rows={data.workers}
        columns={COLUMNS}
        rowId={(worker) => `${worker.clusterId}/${worker.workerId}`}
        empty={
          <EmptyState title="No worker runs anything">
            A worker appears with its first connector or task.
          </EmptyState>
        }
      />
    </>
  );
}
