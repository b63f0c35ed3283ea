import type { Validator } from '../../api/config-def.ts';
import { ConfigException } from '../../api/exceptions.ts';

/** Rejects a list with the same alias twice. Source: kafka `ConnectorConfig#aliasValidator`. */
export const uniqueAliases: Validator = (name, value) => {
  const aliases = (value ?? []) as readonly string[];
  if (new Set(aliases).size < aliases.length) {
    throw ConfigException.invalid(name, value, 'Duplicate alias provided.');
  }
};

/** Rejects topics that are named twice or not at all. Source: kafka 4.2 `ConfigDef.ValidList`; KIP-1161. */
export const uniqueTopics: Validator = (name, value) => {
  const topics = (value ?? []) as readonly string[];
  if (new Set(topics).size < topics.length) {
    throw new ConfigException(`Configuration '${name}' values must not be duplicated.`);
  }
  if (topics.includes('')) throw new ConfigException(`Configuration '${name}' values must not be empty.`);
};

/** Rejects numbers below `least`; null passes. */
export function atLeastOrNull(least: number): Validator {
  return (name, value) => {
    if (value !== null && Number(value) < least) {
      throw ConfigException.invalid(name, value, `Value must be at least ${least}`);
    }
  };
}
