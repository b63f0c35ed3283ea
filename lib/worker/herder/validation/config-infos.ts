import type { ConfigKey, ConfigValue } from '../../api/config-def.ts';
import { formatConfigValue } from '../../api/config-types.ts';

/** A definition as `validate` and the plugin list answer it. Source: kafka 4.2 `ConfigKeyInfo`. */
export interface ConfigKeyView {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default_value: string | null;
  readonly importance: string;
  readonly documentation: string;
  readonly group: string | null;
  readonly order_in_group: number;
  readonly width: string;
  readonly display_name: string;
  readonly dependents: readonly string[];
}

/** A value as `validate` answers it. Source: kafka `ConfigValueInfo`. */
export interface ConfigValueView {
  readonly name: string;
  readonly value: string | null;
  readonly recommended_values: readonly (string | null)[];
  readonly errors: readonly string[];
  readonly visible: boolean;
}

/** A part of the answer: one section's entries, groups and number of errors. */
export interface ConfigSection {
  readonly errorCount: number;
  readonly groups: readonly string[];
  readonly configs: readonly { definition: ConfigKeyView | null; value: ConfigValueView | null }[];
}

/** Describes a declared option; a PASSWORD default is hidden. */
export function viewConfigKey(key: ConfigKey, name = key.name): ConfigKeyView {
  return {
    name,
    type: key.type,
    required: key.required,
    default_value: formatConfigValue(key.defaultValue, key.type),
    importance: key.importance,
    documentation: key.documentation,
    group: key.group,
    order_in_group: key.orderInGroup,
    width: key.width,
    display_name: key.displayName,
    dependents: key.dependents,
  };
}

/** Describes a validated value; a PASSWORD is hidden. */
export function viewConfigValue(
  value: ConfigValue,
  key: ConfigKey | undefined,
  name = value.name,
): ConfigValueView {
  return {
    name,
    value: formatConfigValue(value.value, key?.type),
    recommended_values: value.recommendedValues.map((item) => formatConfigValue(item, key?.type)),
    errors: value.errors,
    visible: value.visible,
  };
}

/**
 * Puts definitions and values of one section together: values without a definition come first.
 *
 * Shape: `errorCount` is the number of messages. Source: kafka `AbstractHerder#generateResult`.
 */
export function buildSection(
  keys: ReadonlyMap<string, ConfigKey>,
  values: ReadonlyMap<string, ConfigValue>,
  groups: readonly string[],
): ConfigSection {
  const undefinedOnes = [...values.values()]
    .filter((value) => !keys.has(value.name))
    .map((value) => ({ definition: null, value: viewConfigValue(value, undefined) }));
  const defined = [...keys.values()].map((key) => {
    const value = values.get(key.name);
    return { definition: viewConfigKey(key), value: value ? viewConfigValue(value, key) : null };
  });
  const errorCount = [...values.values()].reduce((sum, value) => sum + value.errors.length, 0);
  return { errorCount, groups, configs: [...undefinedOnes, ...defined] };
}
