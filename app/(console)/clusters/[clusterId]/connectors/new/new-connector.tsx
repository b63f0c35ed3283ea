'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { CloneConnector } from '@/components/connector-form/clone-connector';
import { CreateConnector } from '@/components/connector-form/create-connector';
import { PasteButton } from '@/components/connector-form/paste-button';
import { PluginPicker } from '@/components/plugin/plugin-picker';
import { Labelled, Select } from '@/components/ui/field';
import { EmptyState, PageHead, Skeleton } from '@/components/ui/panel';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { CopySource } from '@/lib/api/connectors';
import { useFleet } from '@/lib/client/fleet';
import { pages } from '@/lib/client/routes';
import type { DraftValues } from '@/lib/connect/config/form-model';
import { hasFeature, parseVersion } from '@/lib/connect/versions';

interface NewConnectorProps {
  clusterId: string;
  pluginClass: string | undefined;
  /** One of several versions the worker has. */
  version: string | undefined;
  copyOf: CopySource | undefined;
}

type Pasted = { draft: DraftValues; state: 'RUNNING' | 'PAUSED' | 'STOPPED' };
const NOTHING = { set: {}, keep: [] };

/** First the cluster and the plugin, or a config to paste or copy; then its form. */
export function NewConnector({ clusterId, pluginClass, version, copyOf }: NewConnectorProps) {
  const { data } = useFleet();
  const [pasted, setPasted] = useState<Pasted>();
  if (!data) return <Skeleton className="h-72" />;
  const cluster = data.clusters.find((one) => one.id === clusterId);
  if (!cluster)
    return <EmptyState title="This cluster is not registered">No cluster has the id {clusterId}.</EmptyState>;
  if (copyOf) return <CloneConnector source={copyOf} target={cluster} clusters={data.clusters} />;
  const form = { clusterId, title: `Create a connector on ${cluster.name}`, ...restOf(cluster) };
  if (pasted) {
    return (
      <CreateConnector
        {...form}
        initial={pasted.draft}
        initialState={pasted.state}
        lead={
          <button type="button" className="hover:underline" onClick={() => setPasted(undefined)}>
            Choose a plugin instead
          </button>
        }
      />
    );
  }
  if (pluginClass !== undefined) {
    return (
      <CreateConnector
        {...form}
        initial={{ set: classOf(pluginClass, version), keep: [] }}
        lead={
          <Link href={pages.newConnector(clusterId)} className="hover:underline">
            Choose another plugin
          </Link>
        }
      />
    );
  }
  const paste = (
    <PasteButton
      before={NOTHING}
      keepable={[]}
      needsClass
      onPaste={({ draft, pasted: { state } }) => setPasted({ draft, state: toState(state) })}
    />
  );
  return <Picker clusterId={clusterId} clusters={data.clusters} paste={paste} />;
}

function classOf(pluginClass: string, version: string | undefined): Record<string, string> {
  const own = { 'connector.class': pluginClass };
  return version === undefined ? own : { ...own, 'connector.plugin.version': version };
}

function restOf(cluster: ClusterSummary) {
  return { canCreateAtRest: hasFeature(parseVersion(cluster.version), 'initialState') };
}

function toState(state: string | undefined): Pasted['state'] {
  const word = state?.toUpperCase();
  return word === 'PAUSED' || word === 'STOPPED' ? word : 'RUNNING';
}

interface PickerProps {
  clusterId: string;
  clusters: readonly ClusterSummary[];
  paste: ReactNode;
}

function Picker({ clusterId, clusters, paste }: PickerProps) {
  const router = useRouter();
  return (
    <>
      <PageHead
        title="Create connector"
        lead="Pick the plugin it is made from. Every option comes from the worker itself."
        actions={paste}
      />
      {clusters.length > 1 ? (
        <div className="mb-4 max-w-xs">
          <Labelled label="Cluster" htmlFor="cluster">
            <Select
              id="cluster"
              value={clusterId}
              onChange={(event) => router.push(pages.newConnector(event.target.value))}
            >
              {clusters.map((one) => (
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
