import 'server-only';
import { sql } from 'kysely';
import { ActionRecord } from '@/lib/api/actions';
import type { AutoRestartView } from '@/lib/api/auto-restart';
import { AUTO_RESTART_ACTOR, authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import type { ConnectorRef } from '../connectors/schemas';

const HISTORY = 10;

/** Shows auto-restart of one connector: settings, tries, what comes next, the last 10 tries. */
export async function getAutoRestart(context: VerbContext, ref: ConnectorRef): Promise<AutoRestartView> {
  authorize(context.actor, 'connectors/read', ref);
  const { restarter, fleet } = context.console;
  const cluster = fleet.watch(ref.clusterId).definition.id;
  const { enabled, maxRestarts, restarts, lastAt, gaveUp } = restarter.state(cluster, ref.connector);
  const next = restarter.preview(cluster, ref.connector);
  return {
    enabled,
    maxRestarts,
    restarts,
    lastAt,
    gaveUp,
    nextAt: next.do === 'wait' ? next.at : null,
    waitingFor: next.do === 'leave' ? next.why : null,
    history: await historyOf(context, ref),
  };
}

async function historyOf({ console: { db } }: VerbContext, ref: ConnectorRef): Promise<ActionRecord[]> {
  const rows = await db
    .selectFrom('action')
    .select('record')
    .where('cluster', '=', ref.clusterId)
    .where('connector', '=', ref.connector)
    .where(sql<string>`json_extract(record, '$.actor')`, '=', AUTO_RESTART_ACTOR.id)
    .orderBy('at', 'desc')
    .limit(HISTORY)
    .execute();
  return rows.flatMap(({ record }) => ActionRecord.safeParse(JSON.parse(record)).data ?? []);
}
