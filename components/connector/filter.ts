import type { ConnectorRow } from '@/lib/api/connectors';
import { HEALTHS, type Health, severityOf } from '@/lib/connect/state';
import { matchesSearch, parseSearch } from './search';

/** What a list of connectors is narrowed to; every part is in the URL. */
export interface ConnectorFilter {
  readonly text: string;
  readonly health: Health | null;
  readonly cluster: string | null;
  readonly type: string | null;
}

/** Narrows rows to what matches everything but the health; `inConfig` holds keys of rows whose config matches. */
export function filterButHealth(
  rows: readonly ConnectorRow[],
  filter: ConnectorFilter,
  inConfig: ReadonlySet<string> | undefined,
): ConnectorRow[] {
  const search = parseSearch(filter.text);
  return rows.filter(
    (row) =>
      (filter.cluster === null || row.clusterId === filter.cluster) &&
      (filter.type === null || row.type === filter.type) &&
      (inConfig === undefined || inConfig.has(`${row.clusterId}/${row.name}`)) &&
      matchesSearch(row, search),
  );
}

/** Rows with this health, worst first, then by name. */
export function worstFirst(rows: readonly ConnectorRow[], health: Health | null): ConnectorRow[] {
  return rows
    .filter((row) => health === null || row.health === health)
    .sort((a, b) => severityOf(a.health) - severityOf(b.health) || NAMES.compare(a.name, b.name));
}

const NAMES = new Intl.Collator();

/** How many rows there are per health: the counters follow every other filter. */
export function countByHealth(rows: readonly ConnectorRow[]): Map<Health | null, number> {
  const counts = new Map<Health | null, number>([[null, rows.length]]);
  for (const health of HEALTHS) counts.set(health, 0);
  for (const row of rows) counts.set(row.health, (counts.get(row.health) ?? 0) + 1);
  return counts;
}
