'use client';

import { useQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { EmptyState, ProblemNote, Skeleton } from '@/components/ui/panel';
import { StateBadge } from '@/components/ui/state-badge';
import { Ago } from '@/components/ui/time';
import type { ConnectorDetail, TaskDetail } from '@/lib/api/connectors';
import { useStartAction } from '@/lib/client/actions';
import { connectorQuery } from '@/lib/client/connectors';
import { describeProblem } from '@/lib/client/problems';
import { TraceViewer } from './trace-viewer';

/** A connector's tasks with their states and whole traces, and the connector's own trace. */
export function TaskList({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error } = useQuery(connectorQuery(clusterId, name));
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-40" />;
  return (
    <div className="space-y-4">
      {data.trace ? <TraceViewer title="Trace of the connector" trace={data.trace} /> : null}
      <TaskTable detail={data} />
      {data.tasks.map((task) =>
        task.trace ? (
          <TraceViewer key={task.id} title={`Trace of task ${task.id}`} trace={task.trace} />
        ) : null,
      )}
    </div>
  );
}

function TaskTable({ detail }: { detail: ConnectorDetail }) {
  if (detail.tasks.length === 0) {
    return (
      <div className="rounded-panel border bg-panel">
        <EmptyState title="No tasks">
          {detail.row.state === 'STOPPED'
            ? 'A stopped connector has none; they are made again when it is resumed.'
            : 'The connector has not been given any yet.'}
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="overflow-x-auto rounded-panel border bg-panel">
      <table className="w-full text-sm">
        <thead className="text-left text-muted text-xs">
          <tr className="border-b">
            <th className="h-9 w-16 px-4 font-medium">Task</th>
            <th className="w-36 px-3 font-medium">State</th>
            <th className="px-3 font-medium max-sm:hidden">Worker</th>
            <th className="w-32 px-3 font-medium max-sm:hidden">Since</th>
            <th className="w-36 px-3 font-medium">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {detail.tasks.map((task) => (
            <TaskTableRow key={task.id} detail={detail} task={task} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TaskTableRow({ detail, task }: { detail: ConnectorDetail; task: TaskDetail }) {
  const start = useStartAction();
  const { clusterId, name } = detail.row;
  const restart = () =>
    start.mutate({ action: 'restart-task', targets: [{ clusterId, connector: name, task: task.id }] });
  return (
    <tr className="border-b last:border-b-0">
      <td className="h-11 px-4 font-mono">{task.id}</td>
      <td className="px-3">
        <StateBadge state={task.state} />
      </td>
      <td className="px-3 font-mono text-xs max-sm:hidden">{task.workerId ?? '–'}</td>
      <td className="px-3 text-muted max-sm:hidden">
        <Ago at={task.since} plain />
      </td>
      <td className="px-3 text-right">
        <Button size="sm" disabled={start.isPending} onClick={restart}>
          <RotateCw size={13} aria-hidden /> Restart task
        </Button>
      </td>
    </tr>
  );
}
