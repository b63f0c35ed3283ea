import 'server-only';
import { Breaks } from '@/lib/base/breaks';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import type { RawAnswer } from '../connect-client/transport';
import type { ObservedInfo } from './observed';
import { diffList, type InfoEntry, readInfos } from './read-lists';
import type { ClusterSecrets } from './secrets';
import { SlicedList } from './sliced-list';

/** Configs that are new or changed, and connectors that have none any more. */
export interface ConfigDifference {
  readonly changed: ReadonlyMap<string, ConnectorConfig>;
  readonly removed: readonly string[];
}

/**
 * Reads one cluster's configs again and again and says what changed.
 *
 * Guarantees: secrets of a config are known before anybody gets to see it. Calls must not overlap.
 */
export class ConfigReader {
  /** What lists show of every config. */
  readonly infos: ReadonlyMap<string, ObservedInfo>;
  readonly #infos = new Map<string, ObservedInfo>();
  readonly #unshown = new Map<string, ObservedInfo>();
  readonly #list = new SlicedList();
  readonly #secrets: ClusterSecrets;
  /** Class → how much its plugin declared when configs were last read with it. */
  readonly #declared = new Map<string, number>();

  constructor(secrets: ClusterSecrets) {
    this.#secrets = secrets;
    this.infos = this.#infos;
  }

  /** Takes in an answer to `expand=info`. Errors: ConnectProtocolError. */
  async read(answer: RawAnswer): Promise<ConfigDifference> {
    const diff = await diffList(this.#list, answer);
    let infos = await readInfos(diff.changed);
    // A plugin that says more by now makes more of every config a secret.
    if (await this.#askPlugins(infos)) {
      this.#list.forget();
      infos = await readInfos((await diffList(this.#list, answer)).changed);
    }
    const breaks = new Breaks();
    for (const [name, info] of infos) {
      if (breaks.isDue()) await breaks.take();
      this.#secrets.learn(name, info.config);
      this.#infos.set(name, info.observed);
      this.#unshown.set(name, info.observed);
    }
    for (const name of diff.removed) this.#infos.delete(name);
    diff.keep();
    return {
      changed: new Map([...infos].map(([name, info]) => [name, info.config])),
      removed: diff.removed,
    };
  }

  /** Hands out, in pieces, the infos that rows may not show yet. */
  *takeUnshown(size: number): Generator<ReadonlyMap<string, ObservedInfo>> {
    const all = [...this.#unshown];
    this.#unshown.clear();
    for (let i = 0; i < all.length; i += size) yield new Map(all.slice(i, i + size));
  }

  /** Asks what plugins declare. Returns whether one that was asked before says something else now. */
  async #askPlugins(fresh: ReadonlyMap<string, InfoEntry>): Promise<boolean> {
    const known = [...this.#infos.values()].map(({ pluginClass }) => pluginClass);
    const classes = new Set([...known, ...[...fresh.values()].map(({ observed }) => observed.pluginClass)]);
    let saysMore = false;
    for (const pluginClass of classes) {
      if (pluginClass === null) continue;
      const options = await this.#secrets.optionsOf(pluginClass);
      const says = options ? options.names.size + options.passwords.size : 0;
      saysMore ||= this.#declared.has(pluginClass) && this.#declared.get(pluginClass) !== says;
      this.#declared.set(pluginClass, says);
    }
    return saysMore;
  }
}
