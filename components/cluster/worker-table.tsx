'use client';

import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import Link from 'next/link';
import { DataTable } from '@/components/data-table/data-table';
import type { TableColumn } from '@/components/data-table/types';
import { EmptyState, PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import type { WorkerRow } from '@/lib/api/clusters';
import { clustersQuery } from '@/lib/client/clusters';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { PluginSkewPanel } from './plugin-skew';
import { type Imbalance, imbalancesOf, loadOf } from './imbalance';

function columnsFor(
  workers: readonly WorkerRow[],
  nameOf: (clusterId: string) => string,
): TableColumn<WorkerRow>[] {
  const fullest = Math.max(1, ...workers.map(loadOf));
  return [
    {
      id: 'worker',
      head: 'Worker',
      value: (worker) => worker.workerId,
      cell: (worker) => (
        <Link
          href={pages.tasks({ text: worker.workerId })}
          className="font-mono hover:text-accent hover:underline"
        >
          {worker.workerId}
        </Link>
      ),
    },
    {
      id: 'cluster',
      head: 'Cluster',
      value: (worker) => nameOf(worker.clusterId),
      cell: (worker) => nameOf(worker.clusterId),
      className: 'max-sm:hidden',
    },
    {
      id: 'load',
      head: 'Load',
      value: loadOf,
      cell: (worker) => <LoadBar share={loadOf(worker) / fullest} />,
      className: 'w-40 max-md:hidden',
    },
    {
      id: 'connectors',
      head: 'Connectors',
      value: (worker) => worker.connectors,
      cell: (worker) => worker.connectors,
      className: 'w-28',
    },
    {
      id: 'tasks',
      head: 'Tasks',
      value: (worker) => worker.tasks,
      cell: (worker) => worker.tasks,
      className: 'w-24',
    },
    {
      id: 'failed',
      head: 'Failed',
      value: (worker) => worker.failedTasks,
      cell: (worker) => (
        <span className={worker.failedTasks > 0 ? 'font-medium text-failed' : ''}>{worker.failedTasks}</span>
      ),
      className: 'w-24',
    },
  ];
}

/** Says what the two figures beside it say, against the fullest worker. */
function LoadBar({ share }: { share: number }) {
  return (
    <span aria-hidden className="block h-1.5 w-32 overflow-hidden rounded-full bg-sunken">
      <span
        className="block h-full rounded-full bg-muted/60"
        style={{ width: `${Math.round(share * 100)}%` }}
      />
    </span>
  );
}

/** Workers as far as statuses mention them, with what each runs. */
export function WorkerTable() {
  const { data, error } = useQuery(clustersQuery);
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  const names = new Map(data.clusters.map((cluster) => [cluster.id as string, cluster.name]));
  const nameOf = (clusterId: string) => names.get(clusterId) ?? clusterId;
  return (
    <>
      <PageHead
        title="Workers"
        lead="Connect has no list of its workers: these are the ones that connector and task statuses name."
      />
      <div className="space-y-3">
        {imbalancesOf(data.workers).map((imbalance) => (
          <Uneven key={imbalance.clusterId} cluster={nameOf(imbalance.clusterId)} imbalance={imbalance} />
        ))}
        <PluginSkewPanel />
        <DataTable
          label="Workers"
          rows={data.workers}
          columns={columnsFor(data.workers, nameOf)}
          rowId={(worker) => `${worker.clusterId}/${worker.workerId}`}
          empty={
            <EmptyState title="No worker runs anything">
              A worker appears with its first connector or task.
            </EmptyState>
          }
        />
      </div>
    </>
  );
}

function Uneven({ cluster, imbalance: { most, least } }: { cluster: string; imbalance: Imbalance }) {
  return (
    <p className="flex gap-2.5 rounded-panel border bg-panel px-4 py-3 text-sm">
      <Scale size={16} aria-hidden className="mt-0.5 shrink-0 text-unassigned" />
      <span className="min-w-0">
        {cluster} is uneven: <span className="font-mono">{most.workerId}</span> runs {loadOf(most)} connectors
        and tasks, <span className="font-mono">{least.workerId}</span> {loadOf(least)}. Connect evens this out
        when it next rebalances, for example after a worker joins.
      </span>
    </p>
  );
}
