import type { ConfigDef, ConfigKeyInput } from '../api/config-def.ts';
import type { Config } from '../api/connector.ts';

const REPLACE_NULL = 'replace.null.with.default';

/** The option by which nulls are read as their field's default. Source: kafka 3.9; KIP-1040. */
export const REPLACE_NULL_OPTION: ConfigKeyInput = {
  name: REPLACE_NULL,
  type: 'BOOLEAN',
  defaultValue: true,
  importance: 'MEDIUM',
  documentation:
    'Whether null in a field that has a default value is read as that default. When false, it stays null.',
};

/** The parsed options of a transformation. Source: kafka `SimpleConfig`. */
export class ParsedConfig {
  readonly #values: ReadonlyMap<string, unknown>;

  /** Errors: ConfigException for the first option that is missing or wrong. */
  constructor(def: ConfigDef, config: Config) {
    this.#values = def.parse(new Map(Object.entries(config)));
  }

  get replacesNull(): boolean {
    return this.#values.get(REPLACE_NULL) === true;
  }

  get(name: string): unknown {
    return this.#values.get(name) ?? null;
  }

  /** Empty when it is not set. */
  text(name: string): string {
    return String(this.get(name) ?? '');
  }

  textOrNull(name: string): string | null {
    return this.get(name) as string | null;
  }

  list(name: string): readonly string[] {
    return (this.get(name) ?? []) as readonly string[];
  }
}
