import 'server-only';
import type { Clock } from '@/lib/base/clock';
import { type KnownOptions, replaceSecrets, scrub, secretSpellings } from '@/lib/connect/config/redact';
import type { ConnectorConfig, ConnectorStateInfo } from '@/lib/connect/rest/connectors';
import { cutTrace } from '@/lib/connect/trace';
import type { ConnectClient } from '../connect-client/client';

const MAX_TRACE = 1_048_576;
const REMEMBER_MS = 3_600_000;
const RETRY_MS = 600_000;
const ASK_TIMEOUT_MS = 3_000;

/**
 * What must not be shown of one cluster's connectors: secret values, learnt from configs as they pass by.
 *
 * Guarantees: secrets stay in memory and in here; `clean` replaces them in whatever text a worker said.
 */
export class ClusterSecrets {
  readonly #client: ConnectClient;
  readonly #clock: Clock;
  readonly #spellings = new Map<string, readonly string[]>();
  readonly #options = new Map<string, { known: KnownOptions | undefined; until: number }>();

  constructor(client: ConnectClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** Says whether a connector's config has been seen, so that its texts can be cleaned. */
  knows(connector: string): boolean {
    return this.#spellings.has(connector);
  }

  /** Learns a config's secrets. Values of earlier configs are kept: an old trace may still quote them. */
  learn(connector: string, config: ConnectorConfig): void {
    const fresh = secretSpellings(config, this.#options.get(config['connector.class'] ?? '')?.known);
    const old = this.#spellings.get(connector) ?? [];
    if (fresh.every((spelling) => old.includes(spelling)) && old.length > 0) return;
    const all = [...new Set([...fresh, ...old])].slice(0, 200);
    this.#spellings.set(
      connector,
      all.sort((a, b) => b.length - a.length),
    );
  }

  /** A config with what is known of its plugin now, without asking anybody. */
  seen(config: ConnectorConfig): { config: ConnectorConfig; known: KnownOptions | undefined } {
    return { config, known: this.#options.get(config['connector.class'] ?? '')?.known };
  }

  /** Replaces the connector's secrets, and whatever looks like one, in a text. */
  clean(connector: string, text: string): string {
    return scrub(replaceSecrets(text, this.#spellings.get(connector) ?? []));
  }

  /** The same status with clean traces of at most 1 MiB: head and tail. */
  cleanStatus(status: ConnectorStateInfo): ConnectorStateInfo {
    const clean = <T extends { trace?: string | null | undefined }>(instance: T): T =>
      instance.trace
        ? { ...instance, trace: this.clean(status.name, cutTrace(instance.trace, MAX_TRACE)) }
        : instance;
    return { ...status, connector: clean(status.connector), tasks: status.tasks.map(clean) };
  }

  /** Adds what a validate answer declared: it also knows transformations and converters. */
  learnOptions(pluginClass: string, declared: KnownOptions): void {
    const cached = this.#options.get(pluginClass);
    if (!cached?.known) return;
    const known = {
      names: new Set([...cached.known.names, ...declared.names]),
      passwords: new Set([...cached.known.passwords, ...declared.passwords]),
    };
    this.#options.set(pluginClass, { ...cached, known });
  }

  /**
   * Returns what a plugin declares, asking the worker at most once an hour. `undefined`: the worker cannot tell
   * (before 3.2, unknown class, no answer within 3 s); configs are then masked more strictly.
   */
  async optionsOf(pluginClass: string | null | undefined): Promise<KnownOptions | undefined> {
    if (!pluginClass) return undefined;
    const now = this.#clock.monotonic();
    const cached = this.#options.get(pluginClass);
    if (cached && now < cached.until) return cached.known;
    const known = await this.#client
      .call('getPluginConfig', { params: { plugin: pluginClass }, timeoutMs: ASK_TIMEOUT_MS })
      .then((keys) => ({
        names: new Set(keys.map((key) => key.name)),
        passwords: new Set(keys.filter((key) => key.type === 'PASSWORD').map((key) => key.name)),
      }))
      .catch(() => cached?.known);
    this.#options.set(pluginClass, { known, until: now + (known ? REMEMBER_MS : RETRY_MS) });
    return known;
  }
}
