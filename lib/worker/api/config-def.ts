import { parseConfigType } from './config-types.ts';
import { ConfigException } from './exceptions.ts';

/** The types of an option. */
export type ConfigType =
  | 'BOOLEAN'
  | 'STRING'
  | 'INT'
  | 'SHORT'
  | 'LONG'
  | 'DOUBLE'
  | 'LIST'
  | 'CLASS'
  | 'PASSWORD';
/** How much an option matters. */
export type Importance = 'HIGH' | 'MEDIUM' | 'LOW';
/** How wide its field is in a form. */
export type Width = 'NONE' | 'SHORT' | 'MEDIUM' | 'LONG';

/** Rejects a parsed value by throwing ConfigException; gets null when there is no value. */
export type Validator = (name: string, value: unknown) => void;

/** Suggests values and hides options, from the parsed values of the others. */
export interface Recommender {
  validValues(name: string, parsed: ReadonlyMap<string, unknown>): readonly unknown[];
  visible(name: string, parsed: ReadonlyMap<string, unknown>): boolean;
}

/** A declared option. Shape: no `defaultValue` member means required; `order` -1 and `group` null mean ungrouped. */
export interface ConfigKey {
  readonly name: string;
  readonly type: ConfigType;
  readonly required: boolean;
  readonly defaultValue: unknown;
  readonly validator?: Validator | undefined;
  readonly importance: Importance;
  readonly documentation: string;
  readonly group: string | null;
  readonly orderInGroup: number;
  readonly width: Width;
  readonly displayName: string;
  readonly dependents: readonly string[];
  readonly recommender?: Recommender | undefined;
}

/** How an option is written down; what is left out gets Kafka's default. */
export interface ConfigKeyInput {
  readonly name: string;
  readonly type: ConfigType;
  /** Leave out to make the option required. Text is parsed as a submitted value would be. */
  readonly defaultValue?: unknown;
  readonly validator?: Validator;
  readonly importance: Importance;
  readonly documentation: string;
  readonly group?: string;
  readonly orderInGroup?: number;
  readonly width?: Width;
  readonly displayName?: string;
  readonly dependents?: readonly string[];
  readonly recommender?: Recommender;
}

/** The validated value of an option; `value` is parsed and null when it could not be. */
export interface ConfigValue {
  readonly name: string;
  value: unknown;
  recommendedValues: readonly unknown[];
  readonly errors: string[];
  visible: boolean;
}

/** Submitted options: text, or null when the client sent JSON null. */
export type ConfigProps = ReadonlyMap<string, string | null>;

/**
 * The declared options of a plugin.
 *
 * Shape: keys and groups keep the order of their first definition. Source: kafka 4.x `ConfigDef`.
 */
export class ConfigDef {
  readonly #keys = new Map<string, ConfigKey>();
  readonly #groups: string[] = [];

  get keys(): ReadonlyMap<string, ConfigKey> {
    return this.#keys;
  }

  get groups(): readonly string[] {
    return this.#groups;
  }

  /** Adds an option. Errors: ConfigException when it is defined already. */
  define(input: ConfigKeyInput): this {
    if (this.#keys.has(input.name)) {
      throw new ConfigException(`Configuration ${input.name} is defined twice.`);
    }
    const required = !('defaultValue' in input);
    return this.defineKey({
      name: input.name,
      type: input.type,
      required,
      defaultValue: required ? null : parseConfigType(input.name, input.defaultValue ?? null, input.type),
      validator: input.validator,
      importance: input.importance,
      documentation: input.documentation,
      group: input.group ?? null,
      orderInGroup: input.orderInGroup ?? -1,
      width: input.width ?? 'NONE',
      displayName: input.displayName ?? input.name,
      dependents: input.dependents ?? [],
      recommender: input.recommender,
    });
  }

  /** Adds a complete option, replacing one of the same name in its place. */
  defineKey(key: ConfigKey): this {
    if (key.group !== null && !this.#groups.includes(key.group)) this.#groups.push(key.group);
    this.#keys.set(key.name, key);
    return this;
  }

  /** Parses every option. Errors: ConfigException for the first one that is missing or wrong. */
  parse(props: ConfigProps): Map<string, unknown> {
    const parsed = new Map<string, unknown>();
    for (const key of this.#keys.values()) {
      const submitted = props.has(key.name);
      if (!submitted && key.required) throw new ConfigException(missing(key.name));
      const value = submitted ? parseConfigType(key.name, props.get(key.name), key.type) : key.defaultValue;
      key.validator?.(key.name, value);
      parsed.set(key.name, value);
    }
    return parsed;
  }

  /**
   * Checks every option and collects all messages instead of throwing.
   *
   * Shape: one entry per declared option, in definition order. A value that cannot be parsed becomes null and its
   * validator still runs, so one option can carry two messages. Source: kafka `ConfigDef#validateAll`.
   */
  validate(props: ConfigProps): Map<string, ConfigValue> {
    const parsed = new Map<string, unknown>();
    const values = new Map<string, ConfigValue>();
    for (const key of this.#keys.values()) {
      const value = validateKey(key, props);
      values.set(key.name, value);
      parsed.set(key.name, value.value);
    }
    for (const key of this.#keys.values()) {
      const value = values.get(key.name);
      if (key.recommender && value) recommend(key.recommender, value, parsed);
    }
    return values;
  }
}

function validateKey(key: ConfigKey, props: ConfigProps): ConfigValue {
  const result: ConfigValue = {
    name: key.name,
    value: null,
    recommendedValues: [],
    errors: [],
    visible: true,
  };
  if (props.has(key.name)) {
    collect(result.errors, () => {
      result.value = parseConfigType(key.name, props.get(key.name), key.type);
    });
  } else if (key.required) {
    result.errors.push(missing(key.name));
  } else {
    result.value = key.defaultValue;
  }
  collect(result.errors, () => key.validator?.(key.name, result.value));
  return result;
}

function recommend(recommender: Recommender, value: ConfigValue, parsed: Map<string, unknown>): void {
  collect(value.errors, () => {
    value.recommendedValues = recommender.validValues(value.name, parsed);
    value.visible = recommender.visible(value.name, parsed);
  });
}

function collect(errors: string[], check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ConfigException)) throw error;
    errors.push(error.message);
  }
}

function missing(name: string): string {
  return `Missing required configuration "${name}" which has no default value.`;
}
