import 'server-only';
import type { ConnectorConfig, ConnectorInfo } from '@/lib/connect/rest/connectors';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import type { Answered } from '../../connect-client/client';
import { isRestError } from '../../connect-client/errors';
import type { ClusterWatch } from '../../fleet/cluster-watch';

/** One edit: the config it started from and the one it should become. */
export interface ConfigStep {
  readonly watch: ClusterWatch;
  readonly connector: string;
  readonly stored: ConnectorConfig;
  readonly config: ConnectorConfig;
}

/** Names of the options an edit adds, changes and removes. */
export interface ChangedKeys {
  readonly added: string[];
  readonly changed: string[];
  readonly removed: string[];
}

/** Lists what differs between two configs, names of keys only: values may be secrets. */
export function changedKeys(stored: ConnectorConfig, config: ConnectorConfig): ChangedKeys {
  const isStored = (key: string) => Object.hasOwn(stored, key);
  return {
    added: Object.keys(config).filter((key) => !isStored(key)),
    changed: Object.keys(config).filter((key) => isStored(key) && stored[key] !== config[key]),
    removed: Object.keys(stored).filter((key) => !Object.hasOwn(config, key)),
  };
}

/**
 * Writes an edit to the worker: only the changed keys from Kafka 3.8 on, so that what somebody else changes in the
 * same moment stays; the whole config before, and where a key is to become null, which PATCH takes for "remove".
 *
 * Errors: ConnectRestError. A worker that knows no PATCH in spite of its version has done nothing and gets a PUT.
 * Source: KIP-477; ConnectUtils#patchConfig 3.8.
 */
export async function sendConfig(step: ConfigStep): Promise<Answered<ConnectorInfo>> {
  const { watch, connector, config } = step;
  const params = { connector };
  const patch = patchOf(step);
  if (patch && hasFeature(parseVersion(watch.root?.version), 'patchConfig')) {
    try {
      return await watch.client.ask('patchConfig', { params, body: patch });
    } catch (error) {
      if (!isRestError(error) || error.status !== 405) throw error;
    }
  }
  return watch.client.ask('putConfig', { params, body: config });
}

/** The changes as PATCH takes them, null for a removed key; `undefined` when PATCH cannot say it. */
function patchOf({ stored, config }: ConfigStep): ConnectorConfig | undefined {
  const { added, changed, removed } = changedKeys(stored, config);
  const written = [...added, ...changed].map((key) => [key, config[key] ?? null] as const);
  if (written.some(([, value]) => value === null)) return undefined;
  return Object.fromEntries([...written, ...removed.map((key) => [key, null] as const)]);
}
