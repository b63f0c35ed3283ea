'use client';

import { Download, Plus, Search } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Input, Select } from '@/components/ui/field';
import { EmptyState, PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import { stateFill, stateWord } from '@/components/ui/state-badge';
import type { FleetSnapshot } from '@/lib/api/connectors';
import { useFleet } from '@/lib/client/fleet';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { HEALTHS, type Health } from '@/lib/connect/state';
import { BulkBar } from './bulk-bar';
import { ConnectorTable, rowKey } from './connector-table';
import { connectorsToCsv } from './csv';
import { type ConnectorFilter, countByHealth, filterConnectors } from './filter';

/** All connectors of all clusters: counters that filter, search, selection. */
export function ConnectorList() {
  const { data, error } = useFleet();
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <FirstLoad />;
  return <LoadedList fleet={data} />;
}

function FirstLoad() {
  return (
    <div className="space-y-3" aria-busy="true">
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-10" />
      <Skeleton className="h-96" />
    </div>
  );
}

function LoadedList({ fleet }: { fleet: FleetSnapshot }) {
  const [filter, setFilter] = useQueryStates({
    text: parseAsString.withDefault('').withOptions({ throttleMs: 200 }),
    health: parseAsStringEnum<Health>([...HEALTHS]),
    cluster: parseAsString,
    type: parseAsStringEnum(['source', 'sink']),
  });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => filterConnectors(fleet.connectors, filter), [fleet.connectors, filter]);
  const chosen = rows.filter((row) => selected.has(rowKey(row)));
  const clusterForNew = filter.cluster ?? fleet.clusters[0]?.id;
  return (
    <>
      <PageHead
        title="Connectors"
        lead={leadFor(fleet)}
        actions={
          <>
            <Button
              disabled={rows.length === 0}
              onClick={() => download('connectors.csv', connectorsToCsv(rows))}
              className="max-sm:hidden"
            >
              <Download size={14} aria-hidden /> CSV
            </Button>
            {clusterForNew ? (
              <Button variant="primary" asChild>
                <Link href={pages.newConnector(clusterForNew)}>
                  <Plus size={15} aria-hidden /> Create connector
                </Link>
              </Button>
            ) : null}
          </>
        }
      />
      <div className="space-y-3">
        <Filters fleet={fleet} filter={filter} onChange={(next) => void setFilter(next)} />
        {chosen.length > 0 ? (
          <BulkBar rows={chosen} clusters={fleet.clusters} onClear={() => setSelected(new Set())} />
        ) : (
          <HealthStrip fleet={fleet} filter={filter} onPick={(health) => void setFilter({ health })} />
        )}
        <ConnectorTable
          rows={rows}
          clusters={fleet.clusters}
          selection={{ selected, onChange: setSelected }}
          empty={
            <NothingToShow fleet={fleet} clusterId={clusterForNew} onReset={() => void setFilter(null)} />
          }
        />
      </div>
    </>
  );
}

/** Hands a text over as a file. */
function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function leadFor(fleet: FleetSnapshot): string {
  const clusters = fleet.clusters.length;
  return `${fleet.connectors.length} in ${clusters} cluster${clusters === 1 ? '' : 's'}, worst first`;
}

interface FiltersProps {
  fleet: FleetSnapshot;
  filter: ConnectorFilter;
  onChange: (next: Partial<{ text: string; cluster: string | null; type: 'source' | 'sink' | null }>) => void;
}

function Filters({ fleet, filter, onChange }: FiltersProps) {
  const search = useRef<HTMLInputElement>(null);
  // Outside React: `/` pressed anywhere puts the cursor into the search.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && /INPUT|TEXTAREA|SELECT/.test(event.target.tagName);
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      search.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className="flex flex-wrap gap-2">
      <div className="relative min-w-52 flex-1">
        <Search size={14} aria-hidden className="absolute top-2.5 left-2.5 text-muted" />
        <Input
          ref={search}
          type="search"
          aria-label="Search connectors"
          placeholder="Name, plugin, topic or error"
          className="pl-8"
          value={filter.text}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      </div>
      <Select
        aria-label="Type"
        value={filter.type ?? ''}
        onChange={(event) => onChange({ type: (event.target.value || null) as 'source' | 'sink' | null })}
      >
        <option value="">Source and sink</option>
        <option value="source">Source</option>
        <option value="sink">Sink</option>
      </Select>
      {fleet.clusters.length > 1 ? (
        <Select
          aria-label="Cluster"
          value={filter.cluster ?? ''}
          onChange={(event) => onChange({ cluster: event.target.value || null })}
        >
          <option value="">All clusters</option>
          {fleet.clusters.map((cluster) => (
            <option key={cluster.id} value={cluster.id}>
              {cluster.name}
            </option>
          ))}
        </Select>
      ) : null}
    </div>
  );
}

interface HealthStripProps {
  fleet: FleetSnapshot;
  filter: ConnectorFilter;
  onPick: (health: Health | null) => void;
}

function HealthStrip({ fleet, filter, onPick }: HealthStripProps) {
  const counts = countByHealth(fleet.connectors, filter);
  const always: readonly Health[] = ['FAILED', 'DEGRADED', 'RUNNING', 'PAUSED', 'STOPPED'];
  const shown = HEALTHS.filter((health) => always.includes(health) || (counts.get(health) ?? 0) > 0);
  return (
    <fieldset className="flex min-h-10 flex-wrap items-center gap-1">
      <legend className="sr-only">Filter by state</legend>
      {[null, ...shown].map((health) => (
        <button
          key={health ?? 'all'}
          type="button"
          aria-pressed={filter.health === health}
          onClick={() => onPick(filter.health === health ? null : health)}
          className={cn(
            'flex h-8 items-center gap-1.5 rounded-control border px-2.5 text-sm',
            filter.health === health ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-sunken',
            counts.get(health) === 0 && 'text-muted',
          )}
        >
          {health ? <span aria-hidden className={cn('h-2 w-2 rounded-full', stateFill(health))} /> : null}
          {health ? stateWord(health) : 'All'}
          <span className="font-semibold">{counts.get(health)}</span>
        </button>
      ))}
    </fieldset>
  );
}

interface NothingProps {
  fleet: FleetSnapshot;
  clusterId: string | undefined;
  onReset: () => void;
}

function NothingToShow({ fleet, clusterId, onReset }: NothingProps) {
  if (fleet.connectors.length > 0) {
    return (
      <EmptyState
        title="No connector matches"
        action={<Button onClick={onReset}>Clear the filters</Button>}
      />
    );
  }
  if (!clusterId) {
    return (
      <EmptyState
        title="No Connect cluster is registered"
        action={
          <Button variant="primary" asChild>
            <Link href={pages.clusters()}>Add a cluster</Link>
          </Button>
        }
      >
        Sluice needs the address of a worker’s REST API, for example http://connect-1:8083. No Kafka
        connection is needed.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No connectors yet"
      action={
        <Button variant="primary" asChild>
          <Link href={pages.newConnector(clusterId)}>Create connector</Link>
        </Button>
      }
    >
      A connector copies data into Kafka (source) or out of it (sink). Pick a plugin and fill in its form, or
      paste a config.
    </EmptyState>
  );
}
