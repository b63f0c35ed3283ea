'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Input } from '@/components/ui/field';
import { EmptyState, ProblemNote, Skeleton } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import type { PluginRow } from '@/lib/api/plugins';
import { pluginsQuery } from '@/lib/client/plugins';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';

type Kind = 'all' | 'source' | 'sink';

/** The plugins of one cluster as tiles; picking one opens its form. */
export function PluginPicker({ clusterId }: { clusterId: string }) {
  const { data, error } = useQuery(pluginsQuery(clusterId));
  const [text, setText] = useState('');
  const [kind, setKind] = useState<Kind>('all');
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  const problem = data.problems[0];
  if (problem)
    return <ProblemNote what={`The plugins of this cluster could not be read: ${problem.message}`} />;
  const shown = data.plugins
    .filter((plugin) => plugin.type === 'source' || plugin.type === 'sink')
    .filter((plugin) => kind === 'all' || plugin.type === kind)
    .filter((plugin) => plugin.class.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap gap-2">
        <div className="min-w-52 max-w-md flex-1">
          <Input
            type="search"
            aria-label="Search plugins"
            placeholder="Search plugins"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <Segmented
          label="Kind"
          value={kind}
          onChange={setKind}
          options={[
            { value: 'all', label: 'All' },
            { value: 'source', label: 'Source' },
            { value: 'sink', label: 'Sink' },
          ]}
        />
      </div>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {shown.map((plugin) => (
          <li key={`${plugin.class}@${plugin.version}`}>
            <Tile clusterId={clusterId} plugin={plugin} />
          </li>
        ))}
      </ul>
      {shown.length === 0 ? (
        <EmptyState title="No plugin matches">
          Plugins are installed on the worker, in its plugin.path.
        </EmptyState>
      ) : null}
    </div>
  );
}

function Tile({ clusterId, plugin }: { clusterId: string; plugin: PluginRow }) {
  const simple = (plugin.class.split('.').at(-1) ?? plugin.class).replace(/Connector$/, '');
  const ends = plugin.type === 'source' ? [simple, 'Kafka'] : ['Kafka', simple];
  return (
    <Link
      href={pages.newConnector(clusterId, plugin.class)}
      className="block h-full rounded-panel border bg-panel p-4 hover:border-accent"
    >
      <span className="flex flex-wrap items-center gap-1.5 font-medium">
        {ends[0]} <ArrowRight size={14} aria-label="to" className="text-muted" /> {ends[1]}
      </span>
      <span className="mt-1 block break-all font-mono text-muted text-xs">{plugin.class}</span>
      <span className="mt-2 block text-muted text-xs">
        {plugin.type}
        {plugin.version ? ` · ${plugin.version}` : ''}
        {plugin.connectors > 0 ? ` · used by ${plugin.connectors}` : ''}
      </span>
    </Link>
  );
}
