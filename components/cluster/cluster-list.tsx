'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState, PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import type { ClusterSummary } from '@/lib/api/clusters';
import { clustersQuery, useRemoveCluster } from '@/lib/client/clusters';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { AddClusterDialog } from './add-cluster-dialog';
import { ReachDot, ReachWords } from './cluster-cards';

/** Registered clusters, with version, addresses and reachability; add and remove. */
export function ClusterListView() {
  const { data, error } = useQuery(clustersQuery);
  const [isAdding, setAdding] = useState(false);
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  return (
    <>
      <PageHead
        title="Clusters"
        lead="Each is reached over the REST API of its workers; no Kafka connection is needed."
        actions={
          <Button variant="primary" onClick={() => setAdding(true)}>
            <Plus size={15} aria-hidden /> Add cluster
          </Button>
        }
      />
      <div className="grid gap-3 lg:grid-cols-2">
        {data.clusters.map((cluster) => (
          <ClusterCard key={cluster.id} cluster={cluster} />
        ))}
      </div>
      {data.clusters.length === 0 ? (
        <EmptyState title="No cluster is registered">
          Add the address of a worker, for example http://connect-1:8083, or set SLUICE_CLUSTERS.
        </EmptyState>
      ) : null}
      <AddClusterDialog open={isAdding} onOpenChange={setAdding} />
    </>
  );
}

const ORIGINS: Record<ClusterSummary['origin'], string> = {
  embedded: 'runs inside this deploy',
  environment: 'from SLUICE_CLUSTERS',
  user: 'added here',
};

function ClusterCard({ cluster }: { cluster: ClusterSummary }) {
  const [isRemoving, setRemoving] = useState(false);
  return (
    <section className="rounded-panel border bg-panel px-4 py-3">
      <div className="flex items-center gap-2">
        <ReachDot cluster={cluster} />
        <h2 className="min-w-0 flex-1 truncate font-semibold">{cluster.name}</h2>
        <Button size="sm" asChild>
          <Link href={pages.connectors({ cluster: cluster.id })}>Connectors</Link>
        </Button>
        <Button size="sm" asChild>
          <Link href={pages.loggers(cluster.id)}>Loggers</Link>
        </Button>
        {cluster.origin === 'user' ? (
          <Button
            size="sm"
            variant="quiet"
            aria-label={`Remove ${cluster.name}`}
            onClick={() => setRemoving(true)}
          >
            <Trash2 size={14} aria-hidden />
          </Button>
        ) : null}
      </div>
      <p className="mt-0.5 text-muted text-xs">
        <span className="font-mono">{cluster.id}</span> · {ORIGINS[cluster.origin]}
      </p>
      <ReachWords cluster={cluster} />
      <dl className="mt-3 grid grid-cols-[110px_1fr] gap-y-1 text-sm">
        <dt className="text-muted">Version</dt>
        <dd>{cluster.version ?? 'not known yet'}</dd>
        <dt className="text-muted">Kafka cluster</dt>
        <dd className="truncate font-mono text-xs leading-5">{cluster.kafkaClusterId ?? '–'}</dd>
        <dt className="text-muted">Worker URLs</dt>
        <dd className="break-all font-mono text-xs leading-5">{cluster.urls.join(', ')}</dd>
        <dt className="text-muted">Connectors</dt>
        <dd>
          {cluster.connectors.byHealth.RUNNING ?? 0}/{cluster.connectors.total} running
        </dd>
        <dt className="text-muted">Tasks</dt>
        <dd>
          {cluster.tasks.running}/{cluster.tasks.total} running
          {cluster.tasks.failed > 0 ? (
            <span className="text-failed">, {cluster.tasks.failed} failed</span>
          ) : null}
        </dd>
      </dl>
      <RemoveDialog cluster={cluster} open={isRemoving} onOpenChange={setRemoving} />
    </section>
  );
}

interface RemoveDialogProps {
  cluster: ClusterSummary;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function RemoveDialog({ cluster, open, onOpenChange }: RemoveDialogProps) {
  const remove = useRemoveCluster();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove ${cluster.name} from the console?`}
      description="Its connectors keep running; the console only stops looking at it. What was seen stays in the history."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate(cluster.id)}>
            Remove cluster
          </Button>
        </>
      }
    >
      {remove.error ? (
        <ProblemNote {...describeProblem(remove.error)} />
      ) : (
        <p className="break-all font-mono text-xs">{cluster.urls.join(', ')}</p>
      )}
    </Dialog>
  );
}
