import type { ConnectorRow } from '@/lib/api/connectors';
import { HEALTHS, type Health, severityOf } from '@/lib/connect/state';

/** What a list of connectors is narrowed to; every part is in the URL. */
export interface ConnectorFilter {
  readonly text: string;
  readonly health: Health | null;
  readonly cluster: string | null;
  readonly type: string | null;
}

/** Rows that match, worst first, then by name. */
export function filterConnectors(rows: readonly ConnectorRow[], filter: ConnectorFilter): ConnectorRow[] {
  return rows
    .filter((row) => filter.health === null || row.health === filter.health)
    .filter((row) => matchesAllButHealth(row, filter))
    .sort((a, b) => severityOf(a.health) - severityOf(b.health) || a.name.localeCompare(b.name));
}

/** How many rows there are per health, after every other filter: the counters follow the filter. */
export function countByHealth(
  rows: readonly ConnectorRow[],
  filter: ConnectorFilter,
): Map<Health | null, number> {
  const matching = rows.filter((row) => matchesAllButHealth(row, filter));
  const counts = new Map<Health | null, number>([[null, matching.length]]);
  for (const health of HEALTHS) counts.set(health, matching.filter((row) => row.health === health).length);
  return counts;
}

function matchesAllButHealth(row: ConnectorRow, filter: ConnectorFilter): boolean {
  if (filter.cluster !== null && row.clusterId !== filter.cluster) return false;
  if (filter.type !== null && row.type !== filter.type) return false;
  const needle = filter.text.trim().toLowerCase();
  if (needle === '') return true;
  const hay = [row.name, row.pluginClass ?? '', row.clusterId, row.cause ?? '', ...row.topics]
    .join('\n')
    .toLowerCase();
  return needle.split(/\s+/).every((word) => hay.includes(word));
}
