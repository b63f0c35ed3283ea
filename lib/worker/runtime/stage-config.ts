import { parseConfigType } from '../api/config-types.ts';
import type { Config } from '../api/connector.ts';
import { ConfigException } from '../api/exceptions.ts';

/** A transformation a config names in `transforms`, and its predicate; options without their prefix. */
export interface StageConfig {
  readonly type: string;
  readonly config: Config;
  readonly predicate: { readonly type: string; readonly config: Config } | undefined;
  readonly isNegated: boolean;
}

/**
 * Reads the stages of a connector's config.
 *
 * Errors: ConfigException when a type is missing, or a predicate is not among `predicates`.
 * Source: kafka 4.3 `ConnectorConfig#transformationStages`.
 */
export function parseStages(config: Config): StageConfig[] {
  const predicates = aliasesOf('predicates', config);
  return aliasesOf('transforms', config).map((alias) => {
    const { predicate, negate, ...own } = optionsOf(config, `transforms.${alias}.`);
    const option = `predicates.${predicate}.`;
    if (predicate !== undefined && !predicates.includes(predicate)) {
      throw new ConfigException(`Unknown configuration '${option}type'`);
    }
    return {
      type: typeOf(own, `transforms.${alias}.`),
      config: own,
      predicate:
        predicate === undefined
          ? undefined
          : { type: typeOf(optionsOf(config, option), option), config: optionsOf(config, option) },
      isNegated: negate?.trim().toLowerCase() === 'true',
    };
  });
}

function aliasesOf(option: string, config: Config): readonly string[] {
  return parseConfigType(option, config[option] ?? '', 'LIST') as readonly string[];
}

function optionsOf(config: Config, prefix: string): Record<string, string> {
  const own = Object.entries(config).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
}

function typeOf(options: Config, prefix: string): string {
  if (options.type !== undefined) return options.type.trim();
  throw new ConfigException(`Missing required configuration "${prefix}type" which has no default value.`);
}
