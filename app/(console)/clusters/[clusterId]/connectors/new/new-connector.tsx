'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { CreateConnector } from '@/components/connector-form/create-connector';
import { PluginPicker } from '@/components/plugin/plugin-picker';
import { Labelled, Select } from '@/components/ui/field';
import { EmptyState, PageHead, Skeleton } from '@/components/ui/panel';
import { useFleet } from '@/lib/client/fleet';
import { pages } from '@/lib/client/routes';
import { hasFeature, parseVersion } from '@/lib/connect/versions';

/** First the cluster and the plugin, then its form. */
export function NewConnector({
  clusterId,
  pluginClass,
}: {
  clusterId: string;
  pluginClass: string | undefined;
}) {
  const router = useRouter();
  const { data } = useFleet();
  if (!data) return <Skeleton className="h-72" />;
  const cluster = data.clusters.find((one) => one.id === clusterId);
  if (!cluster)
    return <EmptyState title="This cluster is not registered">No cluster has the id {clusterId}.</EmptyState>;
  if (pluginClass !== undefined) {
    return (
      <CreateConnector
        clusterId={clusterId}
        clusterName={cluster.name}
        pluginClass={pluginClass}
        canChooseState={hasFeature(parseVersion(cluster.version), 'initialState')}
        back={
          <Link href={pages.newConnector(clusterId)} className="hover:underline">
            Choose another plugin
          </Link>
        }
      />
    );
  }
  return (
    <>
      <PageHead
        title="Create connector"
        lead="Pick the plugin it is made from. Every option comes from the worker itself."
      />
      {data.clusters.length > 1 ? (
        <div className="mb-4 max-w-xs">
          <Labelled label="Cluster" htmlFor="cluster">
            <Select
              id="cluster"
              value={clusterId}
              onChange={(event) => router.push(pages.newConnector(event.target.value))}
            >
              {data.clusters.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </Select>
          </Labelled>
        </div>
      ) : null}
      <PluginPicker clusterId={clusterId} />
    </>
  );
}
