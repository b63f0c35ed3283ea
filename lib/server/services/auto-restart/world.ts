import 'server-only';
import { randomUUID } from 'node:crypto';
import type { ConnectorRow } from '@/lib/api/connectors';
import { messageOf } from '@/lib/base/errors';
import { AUTO_RESTART_ACTOR } from '../../auth/authorize';
import type { RestartWorld } from '../../auto-restart/restarter';
import type { Seen } from '../../auto-restart/schedule';
import type { Console } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import { restartOnce } from '../actions';

/**
 * Joins the restarter with the fleet and the actions: what it sees are the rows, what it does is an action by the
 * actor `auto-restart`, with intent and outcome in the audit.
 */
export function toRestartWorld(console: () => Console): RestartWorld {
  return {
    see: (cluster, connector) => {
      const watch = liveWatch(console(), cluster);
      const row = watch?.state.row(connector);
      if (row) return toSeen(console(), row);
      return watch && wasDeleted(console(), cluster, connector) ? 'gone' : undefined;
    },
    restart: async (cluster, connector, reason) => {
      const running = console();
      const watch = liveWatch(running, cluster);
      if (!watch) return 'postponed';
      try {
        // The look is as old as a poll; what was paused or repaired meanwhile is left alone.
        await watch.lookAt(connector, running.stopping);
      } catch (error) {
        running.log.info('auto-restart is put off', { cluster, connector, why: messageOf(error) });
        return 'postponed';
      }
      const row = watch.state.row(connector);
      const seen = row && toSeen(running, row);
      if (!seen?.failing || seen.handsOff !== null) return 'postponed';
      const context = { console: running, actor: AUTO_RESTART_ACTOR, requestId: randomUUID() };
      const target = { clusterId: watch.definition.id, connector };
      return restartOnce(context, target, { reason: 'auto-restart', ...reason });
    },
  };
}

/** Only a deletion that was seen to its end counts; a list that lacks a connector may be a worker's mistake. */
function wasDeleted(running: Console, cluster: string, connector: string): boolean {
  const last = running.actions.list().find((one) => one.clusterId === cluster && one.connector === connector);
  return last?.action === 'delete' && last.phase === 'succeeded';
}

function liveWatch(running: Console, cluster: string): ClusterWatch | undefined {
  if (!running.fleet.has(cluster)) return undefined;
  const watch = running.fleet.watch(cluster);
  return watch.reachability.state === 'live' ? watch : undefined;
}

function toSeen(running: Console, row: ConnectorRow): Seen {
  const failing = row.state === 'FAILED' || row.tasks.some((task) => task.state === 'FAILED');
  return { failing, handsOff: whyHandsOff(running, row), cause: row.cause };
}

function whyHandsOff(running: Console, row: ConnectorRow): string | null {
  if (row.state !== 'RUNNING' && row.state !== 'FAILED')
    return `the connector is ${row.state ?? 'without a status'}`;
  const open = running.actions
    .list()
    .find((one) => one.finishedAt === null && one.clusterId === row.clusterId && one.connector === row.name);
  return open ? `${open.action} is under way` : null;
}
