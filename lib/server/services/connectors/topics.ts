import 'server-only';
import type { TopicsView } from '@/lib/api/connectors';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import type { ConnectorRef } from './schemas';

/** Reads which topics a connector used since its start or the last reset, sorted. */
export async function getTopics(context: VerbContext, ref: ConnectorRef): Promise<TopicsView> {
  authorize(context.actor, 'connectors/read', ref);
  const watch = context.console.fleet.watch(ref.clusterId);
  const answer = await watch.client.call('getTopics', { params: { connector: ref.connector } });
  return { topics: [...(answer[ref.connector]?.topics ?? [])].sort() };
}
