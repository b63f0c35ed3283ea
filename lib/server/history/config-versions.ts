import 'server-only';
import { createHash } from 'node:crypto';
import { maskConfig } from '@/lib/connect/config/redact';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import type { Db } from '../db/open';

/**
 * Keeps each distinct config it is shown, secrets left out before anything is written or hashed.
 *
 * A change of a secret alone is therefore not a version. Only the history queue may call it.
 */
export class ConfigVersions {
  readonly #db: Db;
  readonly #seen = new Map<string, string>();

  constructor(db: Db) {
    this.#db = db;
  }

  async remember(
    clusterId: string,
    configs: ReadonlyMap<string, ConnectorConfig>,
    at: number,
  ): Promise<void> {
    for (const [connector, config] of configs) {
      const masked = JSON.stringify(maskConfig(config, undefined).sort((a, b) => (a.key < b.key ? -1 : 1)));
      const hash = createHash('sha256').update(masked).digest('hex');
      const key = `${clusterId}/${connector}`;
      if (this.#seen.get(key) === hash) continue;
      await this.#db
        .insertInto('config_version')
        .values({ cluster: clusterId, connector, hash, at, config: masked })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      this.#seen.set(key, hash);
    }
  }
}
