import 'server-only';
import type { FleetSnapshot } from '@/lib/api/connectors';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import type { JsonText } from '../../http/json-text';

/** Lists all connectors of all clusters, from memory: no worker is asked, none can delay it. */
export function listConnectors(context: VerbContext): FleetSnapshot {
  authorize(context.actor, 'connectors/read');
  return context.console.fleet.snapshot();
}

/**
 * Lists all connectors of all clusters as JSON, from memory: no worker is asked, none can delay it, and rows are
 * serialised once per change.
 */
export function listConnectorsAsJson(context: VerbContext): Promise<JsonText> {
  authorize(context.actor, 'connectors/read');
  return context.console.fleet.snapshotJson();
}
