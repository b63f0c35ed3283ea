import 'server-only';
import { createHmac, type KeyObject } from 'node:crypto';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';

/**
 * Names a config with all its values, secrets included; the order of its options does not count.
 *
 * Keyed, because it goes to the browser and is stored: without the key nobody can try out passwords on it.
 */
export function hashConfig(key: KeyObject, config: ConnectorConfig): string {
  const entries = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return createHmac('sha256', key).update(JSON.stringify(entries)).digest('base64url');
}
