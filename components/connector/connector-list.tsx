'use client';

import { useQuery } from '@tanstack/react-query';
import { Download, Plus } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, parseAsStringEnum, useQueryStates } from 'nuqs';
import { useEffect, useMemo, useState } from 'react';
import { ColumnMenu } from '@/components/data-table/column-menu';
import { Button } from '@/components/ui/button';
import { EmptyState, PageHead, ProblemNote, Skeleton } from '@/components/ui/panel';
import type { FleetSnapshot } from '@/lib/api/connectors';
import { configSearchQuery } from '@/lib/client/connectors';
import { useFleet } from '@/lib/client/fleet';
import { setPreferences, usePreferences } from '@/lib/client/preferences';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { HEALTHS, type Health } from '@/lib/connect/state';
import { BulkBar } from './bulk-bar';
import { BulkDialog, type BulkRequest } from './bulk-dialog';
import { Filters, HealthStrip } from './connector-filters';
import { CONNECTOR_COLUMNS, ConnectorTable, rowKey } from './connector-table';
import { connectorsToCsv } from './csv';
import { filterButHealth, worstFirst } from './filter';
import { parseSearch } from './search';

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
  const { hiddenColumns } = usePreferences();
  const hidden = hiddenColumns[TABLE] ?? HIDDEN_AT_FIRST;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  // Not of the bar: what came of it must stay in view when its rows no longer match the filter.
  const [asked, setAsked] = useState<BulkRequest>();
  const inConfig = useConfigMatches(filter.text);
  const matching = useMemo(
    () => filterButHealth(fleet.connectors, filter, inConfig.keys),
    [fleet.connectors, filter, inConfig.keys],
  );
  const rows = useMemo(() => worstFirst(matching, filter.health), [matching, filter.health]);
  const chosen = selected.size === 0 ? [] : rows.filter((row) => selected.has(rowKey(row)));
  const clusterForNew = filter.cluster ?? fleet.clusters[0]?.id;
  return (
    <>
      <PageHead
        title="Connectors"
        lead={leadFor(fleet)}
        actions={
          <>
            <ColumnMenu
              columns={CONNECTOR_COLUMNS}
              hidden={hidden}
              onChange={(next) => setPreferences({ hiddenColumns: { ...hiddenColumns, [TABLE]: next } })}
            />
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
        <Filters
          fleet={fleet}
          filter={filter}
          onChange={(next) => void setFilter(next)}
          problem={inConfig.problem}
        />
        {chosen.length > 0 ? (
          <BulkBar
            rows={chosen}
            matching={rows.length}
            clusters={fleet.clusters}
            onSelectAll={() => setSelected(new Set(rows.map(rowKey)))}
            onClear={() => setSelected(new Set())}
            onAsk={setAsked}
          />
        ) : (
          <HealthStrip rows={matching} filter={filter} onPick={(health) => void setFilter({ health })} />
        )}
        <ConnectorTable
          rows={rows}
          clusters={fleet.clusters}
          selection={{ selected, onChange: setSelected }}
          hidden={hidden}
          empty={
            <NothingToShow fleet={fleet} clusterId={clusterForNew} onReset={() => void setFilter(null)} />
          }
        />
      </div>
      {asked ? <BulkDialog {...asked} onClose={() => setAsked(undefined)} /> : null}
    </>
  );
}

const TABLE = 'connectors';
const HIDDEN_AT_FIRST = ['worker'];
const TYPING_MS = 250;

/** Keys of the rows whose config matches the `key:value` parts of a search; undefined: there is no such part. */
function useConfigMatches(text: string): { keys: ReadonlySet<string> | undefined; problem?: string } {
  const [settled, setSettled] = useState(text);
  // Outside React: a pause in typing, so that not every letter asks the server.
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const terms = parseSearch(settled).config.map(({ key, value }) => `${key}:${value}`);
  const { data, error } = useQuery(configSearchQuery(terms));
  const keys = useMemo(
    () => data && new Set(data.matches.map((match) => `${match.clusterId}/${match.connector}`)),
    [data],
  );
  if (terms.length === 0) return { keys: undefined };
  return { keys, ...(error ? { problem: describeProblem(error).what } : {}) };
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
