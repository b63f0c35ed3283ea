'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { DataTable } from '@/components/data-table/data-table';
import type { TableColumn } from '@/components/data-table/types';
import { Button } from '@/components/ui/button';
import { DottedName } from '@/components/ui/dotted-name';
import { Input } from '@/components/ui/field';
import { EmptyState, PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import type { PluginRow } from '@/lib/api/plugins';
import { useClusterName } from '@/lib/client/fleet';
import { pluginsQuery } from '@/lib/client/plugins';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';

const columnsFor = (nameOf: (clusterId: string) => string): readonly TableColumn<PluginRow>[] => [
  {
    id: 'class',
    head: 'Class',
    value: (plugin) => plugin.class,
    cell: (plugin) => (
      <div className="min-w-0 py-1">
        <p className="font-medium">{plugin.class.split('.').at(-1)}</p>
        <p className="text-muted text-xs">
          <DottedName name={plugin.class} />
        </p>
      </div>
    ),
  },
  {
    id: 'type',
    head: 'Kind',
    value: (plugin) => plugin.type,
    cell: (plugin) => plugin.type.replace('_', ' '),
    className: 'w-36 max-sm:hidden',
  },
  {
    id: 'version',
    head: 'Version',
    value: (plugin) => plugin.version ?? '',
    cell: (plugin) => plugin.version ?? '–',
    className: 'w-20 sm:w-28',
  },
  {
    id: 'cluster',
    head: 'Cluster',
    value: (plugin) => nameOf(plugin.clusterId),
    cell: (plugin) => nameOf(plugin.clusterId),
    className: 'max-md:hidden',
  },
  {
    id: 'used',
    head: 'Used by',
    value: (plugin) => plugin.connectors,
    cell: (plugin) => (plugin.connectors > 0 ? `${plugin.connectors} connectors` : '–'),
    className: 'w-32 max-sm:hidden',
  },
  {
    id: 'actions',
    head: '',
    cell: (plugin) =>
      plugin.type === 'source' || plugin.type === 'sink' ? (
        <Button size="sm" asChild>
          <Link href={pages.newConnector(plugin.clusterId, plugin.class)}>Create</Link>
        </Button>
      ) : null,
    className: 'w-24 text-right',
  },
];

/** Plugins installed on every cluster. */
export function PluginTable() {
  const { data, error } = useQuery(pluginsQuery());
  const nameOf = useClusterName();
  const columns = useMemo(() => columnsFor(nameOf), [nameOf]);
  const [text, setText] = useQueryState('text', parseAsString.withDefault(''));
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-60" />;
  const needle = text.trim().toLowerCase();
  const rows = data.plugins.filter((plugin) =>
    `${plugin.class} ${plugin.type} ${plugin.clusterId} ${nameOf(plugin.clusterId)}`
      .toLowerCase()
      .includes(needle),
  );
  return (
    <>
      <PageHead title="Plugins" lead={`${data.plugins.length} installed`} />
      <div className="space-y-3">
        {data.problems.map((problem) => (
          <ProblemNote
            key={problem.clusterId}
            what={`The plugins of ${nameOf(problem.clusterId)} could not be read: ${problem.message}`}
          />
        ))}
        <div className="max-w-md">
          <Input
            type="search"
            aria-label="Search plugins"
            placeholder="Class, kind or cluster"
            value={text}
            onChange={(event) => void setText(event.target.value || null)}
          />
        </div>
        <DataTable
          label="Plugins"
          rows={rows}
          columns={columns}
          rowId={(plugin) => `${plugin.clusterId}/${plugin.class}/${plugin.version}`}
          empty={<EmptyState title="No plugin matches" />}
        />
      </div>
    </>
  );
}
