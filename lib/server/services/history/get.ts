import 'server-only';
import type { FleetHistory } from '@/lib/api/fleet-history';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import { readFleetHistory } from '../../history/read-fleet-history';

/** Returns the last day of the whole fleet, from the database; no worker is asked. */
export async function getFleetHistory(context: VerbContext): Promise<FleetHistory> {
  authorize(context.actor, 'connectors/read');
  const { db, fleet, clock } = context.console;
  const { clusters, connectors } = fleet.snapshot();
  const tasks = connectors.flatMap((row) => row.tasks);
  return readFleetHistory(db, {
    now: clock.now(),
    failedTasks: tasks.filter((task) => task.state === 'FAILED').length,
    clusters: clusters.map((cluster) => cluster.id),
  });
}
