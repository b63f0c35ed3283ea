import 'server-only';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import type { VerbContext } from '../../console';
import { hashConfig } from '../../history/hash-config';

/** Names a config, so that an edit can say which one it started from. */
export function configHash(context: VerbContext, config: ConnectorConfig): string {
  return hashConfig(context.console.hashKey, config);
}
