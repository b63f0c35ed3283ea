import 'server-only';
import type { KeyObject } from 'node:crypto';
import type { Insertable } from 'kysely';
import { Breaks } from '@/lib/base/breaks';
import { type KnownOptions, maskConfig } from '@/lib/connect/config/redact';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import type { Db } from '../db/open';
import type { Schema } from '../db/schema';
import { hashConfig } from './hash-config';

/** A config as a worker answered it, with what its plugin declares. */
export interface SeenConfig {
  readonly config: ConnectorConfig;
  readonly known: KnownOptions | undefined;
}

/** Who makes a change through the console. `rollbackOf`: number of the version it goes back to. */
export interface ConfigAuthor {
  readonly actor: string;
  readonly rollbackOf: number | null;
}

type NewVersion = Insertable<Schema['config_history']>;

const AT_ONCE = 50;

interface Latest {
  id: number;
  hash: string;
  masked: string;
}

/**
 * Keeps each config a connector has had, in full but for secrets: of those only the names are written.
 *
 * A version is a change of any value, told by a keyed hash; so a change of a secret alone is one, too. A config the
 * console has announced with `expect` is its own; any other is from elsewhere. Only the history queue may call
 * `remember`.
 */
export class ConfigVersions {
  readonly #db: Db;
  readonly #hashKey: KeyObject;
  readonly #latest = new Map<string, Latest>();
  readonly #expected = new Map<string, { hash: string; author: ConfigAuthor }>();
  readonly #ownAt = new Map<string, number>();

  constructor(db: Db, hashKey: KeyObject) {
    this.#db = db;
    this.#hashKey = hashKey;
  }

  /** Announces a config the console is about to write. Returns how to take that back when the worker refuses. */
  expect(clusterId: string, connector: string, config: ConnectorConfig, author: ConfigAuthor): () => void {
    const key = `${clusterId}/${connector}`;
    const named = Object.hasOwn(config, 'name') ? config : { ...config, name: connector };
    const entry = { hash: hashConfig(this.#hashKey, named), author };
    this.#expected.set(key, entry);
    return () => {
      if (this.#expected.get(key) === entry) this.#expected.delete(key);
    };
  }

  /**
   * Takes in configs read at `at`. A look begun before the console's own last write may show what was there before
   * it, and counts for nothing.
   */
  async remember(clusterId: string, configs: ReadonlyMap<string, SeenConfig>, at: number): Promise<void> {
    const breaks = new Breaks();
    let fresh: NewVersion[] = [];
    for (const [connector, seen] of configs) {
      if (breaks.isDue()) await breaks.take();
      const key = `${clusterId}/${connector}`;
      if (at < (this.#ownAt.get(key) ?? 0)) continue;
      const hash = hashConfig(this.#hashKey, seen.config);
      const masked = maskedText(seen.config, seen.known);
      const latest = await this.#latestOf(clusterId, connector);
      if (latest && (latest.hash === hash || isAdopted(latest, seen.config))) {
        await this.#improve(key, latest, hash, masked);
        this.#takeExpected(key, hash, at);
        continue;
      }
      const author = this.#takeExpected(key, hash, at);
      this.#expected.delete(key);
      fresh.push({
        cluster: clusterId,
        connector,
        hash,
        at,
        config: masked,
        origin: author ? 'console' : latest ? 'elsewhere' : 'unknown',
        actor: author?.actor ?? null,
        rollback_of: author?.rollbackOf ?? null,
      });
      if (fresh.length < AT_ONCE) continue;
      await this.#insert(fresh);
      fresh = [];
    }
    await this.#insert(fresh);
  }

  /** A sync of the disk per version would take minutes for a large fleet that is seen for the first time. */
  async #insert(versions: readonly NewVersion[]): Promise<void> {
    if (versions.length === 0) return;
    const rows = await this.#db
      .insertInto('config_history')
      .values([...versions])
      .returning(['id', 'connector'])
      .execute();
    const ids = new Map(rows.map(({ id, connector }) => [connector, id]));
    for (const { cluster, connector, hash, config } of versions) {
      const id = ids.get(connector);
      if (id !== undefined) this.#latest.set(`${cluster}/${connector}`, { id, hash, masked: config });
    }
  }

  #takeExpected(key: string, hash: string, at: number): ConfigAuthor | undefined {
    const expected = this.#expected.get(key);
    if (expected?.hash !== hash) return undefined;
    this.#expected.delete(key);
    this.#ownAt.set(key, at);
    return expected.author;
  }

  /** The same config may be known better by now, when the worker could not tell at first what is a secret. */
  async #improve(key: string, latest: Latest, hash: string, masked: string): Promise<void> {
    if (latest.masked === masked && latest.hash === hash) return;
    await this.#db
      .updateTable('config_history')
      .set({ config: masked, hash })
      .where('id', '=', latest.id)
      .execute();
    this.#latest.set(key, { id: latest.id, hash, masked });
  }

  async #latestOf(cluster: string, connector: string): Promise<Latest | undefined> {
    const key = `${cluster}/${connector}`;
    const known = this.#latest.get(key);
    if (known) return known;
    const row = await this.#db
      .selectFrom('config_history')
      .select(['id', 'hash', 'config'])
      .where('cluster', '=', cluster)
      .where('connector', '=', connector)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!row) return undefined;
    const latest = { id: row.id, hash: row.hash, masked: row.config };
    this.#latest.set(key, latest);
    return latest;
  }
}

/** Rows of the first database have no hash; they held configs masked without the plugin's help, sorted by key. */
function isAdopted(latest: Latest, config: ConnectorConfig): boolean {
  if (latest.hash !== '') return false;
  return latest.masked === maskedText(config, undefined);
}

/** Sorted by key, because a worker answers its options in any order. */
function maskedText(config: ConnectorConfig, known: KnownOptions | undefined): string {
  return JSON.stringify(maskConfig(config, known).sort((a, b) => (a.key < b.key ? -1 : 1)));
}
