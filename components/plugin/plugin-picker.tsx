'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Input } from '@/components/ui/field';
import { DottedName } from '@/components/ui/dotted-name';
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
        {byClass(shown).map((versions) => (
          <li key={versions[0].class}>
            <Tile clusterId={clusterId} versions={versions} />
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

/** The versions of one plugin, newest first. */
type Versions = readonly [PluginRow, ...PluginRow[]];

/** One entry a class: from 4.1 on a worker may have several versions of one plugin. */
function byClass(plugins: readonly PluginRow[]): Versions[] {
  const classes = new Map<string, [PluginRow, ...PluginRow[]]>();
  for (const plugin of plugins) {
    const known = classes.get(plugin.class);
    if (known) known.push(plugin);
    else classes.set(plugin.class, [plugin]);
  }
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  for (const versions of classes.values()) versions.sort((a, b) => compare(b.version ?? '', a.version ?? ''));
  return [...classes.values()];
}

function Tile({ clusterId, versions }: { clusterId: string; versions: Versions }) {
  const [plugin, ...older] = versions;
  const simple = (plugin.class.split('.').at(-1) ?? plugin.class).replace(/Connector$/, '');
  const ends = plugin.type === 'source' ? [simple, 'Kafka'] : ['Kafka', simple];
  return (
    <div className="relative h-full rounded-panel border bg-panel p-4 hover:border-accent">
      <Link
        href={pages.newConnector(clusterId, plugin.class)}
        className="flex flex-wrap items-center gap-1.5 font-medium after:absolute after:inset-0"
      >
        {ends[0]} <ArrowRight size={14} aria-label="to" className="text-muted" /> {ends[1]}
      </Link>
      <span className="mt-1 block text-muted text-xs">
        <DottedName name={plugin.class} />
      </span>
      <span className="mt-2 block text-muted text-xs">
        {plugin.type}
        {plugin.version ? ` · ${plugin.version}` : ''}
        {plugin.connectors > 0 ? ` · used by ${plugin.connectors}` : ''}
      </span>
      {older.length > 0 ? (
        <span className="relative z-10 mt-1 flex flex-wrap gap-x-2 text-xs">
          <span className="text-muted">or</span>
          {older.map(({ version }) => (
            <Link
              key={version}
              href={pages.newConnector(clusterId, plugin.class, version ?? undefined)}
              className="underline decoration-dotted"
              aria-label={`${simple} ${version}`}
            >
              {version ?? 'no version'}
            </Link>
          ))}
        </span>
      ) : null}
    </div>
  );
}
