import 'server-only';
import type { ConfigTerm } from '@/lib/api/config-search';
import { Breaks } from '@/lib/base/breaks';
import { maskConfig } from '@/lib/connect/config/redact';
import type { ClusterId } from '@/lib/connect/names';
import type { SeenConfig } from '../history/config-versions';

/**
 * Finds connectors by what stands in their configs.
 *
 * Guarantees: secret values cannot be found, not even by guessing at them; configs are masked once, then searched
 * as lower-case text.
 */
export class ConfigSearch {
  readonly #clusters = new Map<ClusterId, Map<string, SeenConfig>>();
  /** By the config itself: an unchanged one keeps its lines. */
  readonly #lines = new WeakMap<SeenConfig['config'], readonly (readonly [key: string, value: string])[]>();

  /** Takes in configs of one cluster that are new or changed, and which of its connectors are gone. */
  learn(clusterId: ClusterId, configs: ReadonlyMap<string, SeenConfig>, removed: readonly string[]): void {
    const known = this.#clusters.get(clusterId) ?? new Map<string, SeenConfig>();
    this.#clusters.set(clusterId, known);
    for (const [name, seen] of configs) known.set(name, seen);
    for (const name of removed) known.delete(name);
  }

  forget(clusterId: ClusterId): void {
    this.#clusters.delete(clusterId);
  }

  /** Connectors that have, for every term, an option whose name and value contain it. Blocks nobody for long. */
  async find(terms: readonly ConfigTerm[]): Promise<{ clusterId: ClusterId; connector: string }[]> {
    const wanted = terms.map(({ key, value }) => [key.toLowerCase(), value.toLowerCase()] as const);
    const found: { clusterId: ClusterId; connector: string }[] = [];
    const breaks = new Breaks();
    for (const [clusterId, configs] of [...this.#clusters]) {
      for (const [connector, seen] of [...configs]) {
        if (breaks.isDue()) await breaks.take();
        const lines = this.#linesOf(seen);
        const isMatch = wanted.every(([key, value]) =>
          lines.some((line) => line[0].includes(key) && line[1].includes(value)),
        );
        if (isMatch) found.push({ clusterId, connector });
      }
    }
    return found;
  }

  #linesOf({ config, known }: SeenConfig) {
    const kept = this.#lines.get(config);
    if (kept) return kept;
    const lines = maskConfig(config, known).map(
      ({ key, value }) => [key.toLowerCase(), (value ?? '').toLowerCase()] as const,
    );
    this.#lines.set(config, lines);
    return lines;
  }
}
