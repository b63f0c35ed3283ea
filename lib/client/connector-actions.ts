import type { ActionKind } from '@/lib/api/actions';
import type { ConnectorRow } from '@/lib/api/connectors';
import { type ActionOffer, offerActions } from '@/lib/connect/actions';
import { parseVersion } from '@/lib/connect/versions';
import { useFleet } from './fleet';

/** How many tasks of a connector are FAILED. */
export function failedTasksOf(row: ConnectorRow): number {
  return row.tasks.filter((task) => task.state === 'FAILED').length;
}

/** What may be done to this connector, by its state and its worker's version. */
export function useOffers(row: ConnectorRow): ActionOffer[] {
  const { data } = useFleet();
  const version = data?.clusters.find((cluster) => cluster.id === row.clusterId)?.version;
  return offersFor(row, version);
}

/** The same without a hook, for selections over several clusters. */
export function offersFor(row: ConnectorRow, version: string | null | undefined): ActionOffer[] {
  return offerActions({
    connectorState: row.state ?? undefined,
    health: row.health,
    failedTasks: failedTasksOf(row),
    version: parseVersion(version),
  });
}

/** The request for one connector. */
export function requestFor(action: ActionKind, row: ConnectorRow) {
  return { action, targets: [{ clusterId: row.clusterId, connector: row.name }] };
}
