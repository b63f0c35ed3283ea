import type { ConnectorRow } from '@/lib/api/connectors';
import { causePattern } from '@/lib/connect/cause-pattern';
import { failedTasksOf } from '@/lib/client/connector-actions';

/** Connectors that failed for the same reason. Units: `since` ms since the epoch, the earliest. */
export interface RootCause {
  readonly cause: string;
  readonly rows: readonly ConnectorRow[];
  readonly failedTasks: number;
  readonly failedConnectors: number;
  readonly since: number;
}

/** True when two cause lines differ in numbers and ids at most. */
export function sameCause(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && causePattern(a) === causePattern(b);
}

/** Groups what failed by root cause across connectors and clusters; the group that touches most comes first. */
export function groupByCause(rows: readonly ConnectorRow[]): RootCause[] {
  const groups = new Map<string, ConnectorRow[]>();
  for (const row of rows) {
    if (row.health !== 'FAILED' && row.health !== 'DEGRADED') continue;
    const cause = row.cause ?? 'The worker gave no reason';
    const key = causePattern(cause);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()]
    .map((group) => ({
      cause: group[0]?.cause ?? 'The worker gave no reason',
      rows: group,
      failedTasks: group.reduce((sum, row) => sum + failedTasksOf(row), 0),
      failedConnectors: group.filter((row) => row.state === 'FAILED').length,
      since: Math.min(...group.map((row) => row.since)),
    }))
    .sort(
      (a, b) =>
        b.failedTasks + b.failedConnectors - (a.failedTasks + a.failedConnectors) || a.since - b.since,
    );
}
