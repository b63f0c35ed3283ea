import 'server-only';
import { createHmac, type KeyObject } from 'node:crypto';
import type { ConfigEntry, StoredConfig } from '@/lib/api/connectors';
import { maskConfig } from '@/lib/connect/config/redact';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import { configHash } from './config-hash';

/** Which connector's config. */
interface ConfigOwner {
  readonly watch: ClusterWatch;
  readonly connector: string;
}

const STAMP_LENGTH = 16;

/**
 * Makes what a browser may hold of a stored config: secrets masked, each with a stamp that tells whether it is still
 * the same one, and the hash an edit has to name.
 */
export async function showConfig(
  context: VerbContext,
  owner: ConfigOwner,
  config: ConnectorConfig,
): Promise<StoredConfig> {
  const known = await owner.watch.secrets.optionsOf(config['connector.class']);
  const place = `${owner.watch.definition.id}/${owner.connector}`;
  const entries = maskConfig(config, known).map((entry): ConfigEntry => {
    if (!entry.masked) return entry;
    return { ...entry, stamp: stampOf(context.console.hashKey, place, entry.key, config[entry.key]) };
  });
  return { config: entries, configHash: configHash(context, config) };
}

/** Keyed and bound to its place, so that neither guesses nor two equal secrets of two connectors show. */
function stampOf(hashKey: KeyObject, place: string, key: string, value: string | null | undefined): string {
  const text = JSON.stringify(['secret', place, key, value ?? null]);
  return createHmac('sha256', hashKey).update(text).digest('base64url').slice(0, STAMP_LENGTH);
}
