'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState, PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import type { ClusterSummary } from '@/lib/api/clusters';
import { clustersQuery } from '@/lib/client/clusters';
import { describeProblem } from '@/lib/client/problems';
import { ClusterCard } from './cluster-card';
import { RemoveClusterDialog } from './remove-cluster-dialog';

/** With its form and schemas, which the list has no use for. */
const ClusterDialog = lazy(async () => ({ default: (await import('./cluster-dialog')).ClusterDialog }));

type Doing =
  | { what: 'add' }
  | { what: 'edit'; cluster: ClusterSummary }
  | { what: 'remove'; cluster: ClusterSummary };

/** Registered clusters, with version, addresses and reachability; add, edit and remove. */
export function ClusterListView() {
  const { data, error } = useQuery(clustersQuery);
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  return (
    <>
      <PageHead
        title="Clusters"
        lead="Each is reached over the REST API of its workers; no Kafka connection is needed."
        actions={
          <Button variant="primary" onClick={() => setDoing({ what: 'add' })}>
            <Plus size={15} aria-hidden /> Add cluster
          </Button>
        }
      />
      <div className="grid items-start gap-3 lg:grid-cols-2">
        {data.clusters.map((cluster) => (
          <ClusterCard
            key={cluster.id}
            cluster={cluster}
            onEdit={() => setDoing({ what: 'edit', cluster })}
            onRemove={() => setDoing({ what: 'remove', cluster })}
          />
        ))}
      </div>
      {data.clusters.length === 0 ? (
        <EmptyState title="No cluster is registered">
          Add the address of a worker, for example http://connect-1:8083, or set SLUICE_CLUSTERS or a file by
          SLUICE_CONFIG.
        </EmptyState>
      ) : null}
      <Suspense>
        {doing?.what === 'add' ? <ClusterDialog cluster={undefined} onClose={close} /> : null}
        {doing?.what === 'edit' ? <ClusterDialog cluster={doing.cluster} onClose={close} /> : null}
      </Suspense>
      {doing?.what === 'remove' ? <RemoveClusterDialog cluster={doing.cluster} onClose={close} /> : null}
    </>
  );
}
