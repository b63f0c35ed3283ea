import type { ResolvedConfig } from '../../runtime/config-transformer.ts';
import type { ConfigSection } from './config-infos.ts';
import type { ConfigInfosView } from './validator.ts';

type Entry = ConfigSection['configs'][number];

/**
 * Makes the answer of `validate` show references, never the values they stand for.
 *
 * Shape: an option with a reference has that as its value, nothing recommended, and of its errors only that there is one;
 * one whose reference could not be resolved says why instead. Source: kafka 4.2 branch of August 2026, `AbstractHerder`.
 */
export function hideResolvedValues(infos: ConfigInfosView, resolved: ResolvedConfig): ConfigInfosView {
  if (Object.keys(resolved.references).length === 0) return infos;
  const shown = new Set(infos.configs.map(({ value }) => value?.name));
  const undeclared = [...resolved.failures.keys()].filter((name) => !shown.has(name));
  const configs = [...undeclared.map(emptyEntry), ...infos.configs].map((entry) => hide(entry, resolved));
  return {
    ...infos,
    error_count: infos.error_count + countErrors(configs) - countErrors(infos.configs),
    groups: resolved.redaction.deep(infos.groups),
    configs,
  };
}

function hide(entry: Entry, { config, references, failures, redaction }: ResolvedConfig): Entry {
  const name = entry.value?.name ?? '';
  const reference = Object.hasOwn(references, name) ? references[name] : undefined;
  const { definition, value } = redaction.deep(entry);
  if (!value) return { definition, value };
  if (reference === undefined) {
    // What somebody wrote out in the config is no secret there, and must come back as it was.
    const own = Object.hasOwn(config, name) ? (config[name] ?? '') : '';
    return {
      definition,
      value: redaction.text(own) === own ? value : { ...value, value: entry.value?.value ?? null },
    };
  }
  const hasErrors = (entry.value?.errors.length ?? 0) > 0;
  const failed = `Invalid value for configuration '${name}': the value resolved from the config provider reference failed validation`;
  const failure = failures.get(name);
  const errors = failure === undefined ? (hasErrors ? [failed] : []) : [failure];
  return { definition, value: { ...value, name, value: reference, recommended_values: [], errors } };
}

function emptyEntry(name: string): Entry {
  const value = { name, value: null, recommended_values: [], errors: [], visible: true };
  return { definition: null, value };
}

function countErrors(configs: readonly Entry[]): number {
  return configs.reduce((sum, { value }) => sum + (value?.errors.length ?? 0), 0);
}
