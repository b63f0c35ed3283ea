import type { ConfigDef } from './config-def.ts';
import type { Config } from './connector.ts';

/**
 * Looks up what references such as `${file:/etc/db.properties:password}` stand for. Source: kafka `ConfigProvider`; KIP-297.
 */
export interface ConfigProvider {
  /** Its own options, set by `config.providers.<name>.param.*`. */
  config(): ConfigDef;
  /** Errors: ConfigException for an option that is wrong. */
  configure(options: Config): void;
  /**
   * The value of a key; `path` is empty where the reference has none.
   *
   * Errors: ConfigException that says what is wrong with path or key and quotes no value.
   */
  get(path: string, key: string): string;
}
