'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { Labelled, Select } from '@/components/ui/field';
import { ProblemNote, Skeleton } from '@/components/ui/panel';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { CopySource } from '@/lib/api/connectors';
import { connectorQuery } from '@/lib/client/connectors';
import { pluginsQuery } from '@/lib/client/plugins';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { type ClassCheck, checkClasses, neededClasses } from '@/lib/connect/config/clone';
import { draftOf } from '@/lib/connect/config/stored-draft';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import { CreateConnector } from './create-connector';

const REFERENCE = `$${'{file:…}'}`;

interface CloneConnectorProps {
  source: CopySource;
  target: ClusterSummary;
  clusters: readonly ClusterSummary[];
}

/** The form filled with another connector's config; its secrets are taken along by the server, never shown. */
export function CloneConnector({ source, target, clusters }: CloneConnectorProps) {
  const router = useRouter();
  const { data, error } = useQuery(connectorQuery(source.clusterId, source.connector));
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (data && !data.config)
    return <ProblemNote what="The config could not be read." workerSaid={data.problems.join('\n')} />;
  if (!data?.config) return <Skeleton className="h-96" />;
  const stored = draftOf(data.config);
  const initial = { ...stored, set: { ...stored.set, name: copyName(source, target.id) } };
  return (
    <CreateConnector
      key={target.id}
      clusterId={target.id}
      title={
        <>
          Clone <span className="break-all font-mono">{source.connector}</span>
        </>
      }
      lead={
        <Link href={pages.connector(source.clusterId, source.connector)} className="hover:underline">
          Leave without creating
        </Link>
      }
      initial={initial}
      initialState="STOPPED"
      canCreateAtRest={hasFeature(parseVersion(target.version), 'initialState')}
      copy={{ of: source, stored }}
    >
      <div className="mb-2 flex flex-wrap items-end gap-x-6 gap-y-3">
        <div className="w-56 max-w-full">
          <Labelled label="To cluster" htmlFor="target-cluster">
            <Select
              id="target-cluster"
              className="w-full"
              value={target.id}
              onChange={(event) => router.push(pages.cloneConnector(event.target.value, source))}
            >
              {clusters.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </Select>
          </Labelled>
        </div>
        <PluginCheck source={source} target={target} needed={neededClasses(stored.set)} />
        {source.clusterId !== target.id &&
        Object.values(stored.set).some((value) => value?.includes('${')) ? (
          <p className="pb-1.5 text-muted text-sm">
            References such as <code>{REFERENCE}</code> will be read by the workers of {target.name}.
          </p>
        ) : null}
      </div>
    </CreateConnector>
  );
}

/** `orders` beside itself is `orders-copy`; on another cluster it keeps its name. */
function copyName({ clusterId, connector }: CopySource, target: string): string {
  return clusterId === target ? `${connector}-copy` : connector;
}

interface PluginCheckProps {
  source: CopySource;
  target: ClusterSummary;
  needed: ReturnType<typeof neededClasses>;
}

/** Says whether the other cluster has every class the config names, and which versions differ. */
function PluginCheck({ source, target, needed }: PluginCheckProps) {
  const here = useQuery(pluginsQuery(source.clusterId));
  const there = useQuery(pluginsQuery(target.id));
  if (source.clusterId === target.id) return null;
  const problem = there.data?.problems[0];
  if (problem)
    return <p className="text-failed text-sm">The plugins there could not be read: {problem.message}</p>;
  if (!there.data || !here.data) return <p className="text-muted text-sm">Comparing plugins…</p>;
  const checks = checkClasses(needed, here.data.plugins, there.data.plugins);
  const notable = checks.filter(({ state }) => state !== 'same');
  if (notable.length === 0) {
    return (
      <p className="flex items-center gap-1.5 pb-1.5 text-sm">
        <CircleCheck size={14} aria-hidden className="text-running" /> {target.name} has{' '}
        {checks.length === 1 ? 'the plugin' : `all ${checks.length} plugins`} in the same version.
      </p>
    );
  }
  return (
    <ul aria-label="Plugins" className="space-y-0.5 pb-1 text-sm">
      {notable.map((check) => (
        <li key={check.key} className="flex gap-1.5">
          <TriangleAlert
            size={14}
            aria-hidden
            className={`mt-0.5 shrink-0 ${check.state === 'missing' ? 'text-failed' : 'text-degraded'}`}
          />
          <span className="min-w-0 break-all">{checkWords(check, target.name)}</span>
        </li>
      ))}
    </ul>
  );
}

function checkWords(check: ClassCheck, target: string): string {
  if (check.state === 'missing') return `${target} has no ${check.class} (${check.key}).`;
  if (check.state === 'untold')
    return `${target} does not tell whether it has ${check.class} (${check.key}).`;
  return `${check.class}: ${check.here ?? 'no version'} here, ${check.there ?? 'no version'} there.`;
}
