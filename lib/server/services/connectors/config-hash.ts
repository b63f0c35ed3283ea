import 'server-only';
import { createHmac } from 'node:crypto';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import type { VerbContext } from '../../console';

/**
 * Names a config, so that an edit can say which one it started from.
 *
 * Keyed, because it covers secrets and goes to the browser: without the key nobody can try out passwords on it.
 */
export function configHash(context: VerbContext, config: ConnectorConfig): string {
  const entries = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return createHmac('sha256', context.console.hashKey).update(JSON.stringify(entries)).digest('base64url');
}
