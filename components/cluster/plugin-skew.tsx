'use client';

import { useQuery } from '@tanstack/react-query';
import { cn } from '@/components/ui/cn';
import { Panel } from '@/components/ui/panel';
import type { PluginSkew } from '@/lib/api/plugins';
import { useClusterName } from '@/lib/client/fleet';
import { pluginSkewQuery } from '@/lib/client/plugins';

/** What is not the same on every worker of a cluster. Nothing while all agree. */
export function PluginSkewPanel() {
  const { data } = useQuery(pluginSkewQuery);
  const nameOf = useClusterName();
  if (!data || (data.skews.length === 0 && data.problems.length === 0)) return null;
  return (
    <Panel title="Workers that differ">
      <p className="px-4 pt-3 text-muted text-sm">
        A task moved to another worker by a rebalance runs the version it finds there.
      </p>
      <ul className="divide-y">
        {data.skews.map((skew) => (
          <li key={`${skew.clusterId}/${skew.class}`} className="px-4 py-3">
            <p className="break-all text-sm">
              <span className="font-mono">{skew.class ?? 'Kafka Connect'}</span>{' '}
              <span className="text-muted text-xs">{nameOf(skew.clusterId)}</span>
            </p>
            <Versions skew={skew} />
          </li>
        ))}
        {data.problems.map(({ clusterId, url, message }) => (
          <li key={`${clusterId}/${url}`} className="px-4 py-3 text-muted text-sm">
            <span className="font-mono">{url}</span> could not be compared: {message}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Versions({ skew }: { skew: PluginSkew }) {
  return (
    <ul className="mt-1.5 flex flex-wrap gap-x-6 gap-y-1 text-xs">
      {skew.versions.map(({ url, version }) => (
        <li key={url}>
          <span className="font-mono text-muted">{url.replace(/^https?:\/\//, '')}</span>{' '}
          <span className={cn('font-mono', version === null && 'text-failed')}>
            {version === null ? 'not installed' : version || 'no version'}
          </span>
        </li>
      ))}
    </ul>
  );
}
