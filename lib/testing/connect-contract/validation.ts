import { ConfigInfos } from '../../connect/rest/plugins.ts';

/** The same data without any `documentation`, whose wording is nobody's contract. */
export function withoutDocumentation(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDocumentation);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'documentation');
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutDocumentation(item)]));
}

/** What of a validation answer two workers with different plugins installed must agree on. */
export interface ComparableValidation {
  readonly name: string;
  readonly errorCount: number;
  readonly groups: readonly string[];
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly names: readonly string[];
  readonly definitions: readonly unknown[];
  readonly values: readonly unknown[];
}

/** Reads a validation answer, leaving out documentation and recommended values. */
export function comparable(body: unknown): ComparableValidation {
  const infos = ConfigInfos.parse(body);
  const values = infos.configs.flatMap(({ value }) => (value === null || value === undefined ? [] : [value]));
  return {
    name: infos.name,
    errorCount: infos.error_count,
    groups: infos.groups,
    errors: Object.fromEntries(
      values.flatMap(({ name, errors }) => (errors?.length ? [[name, errors]] : [])),
    ),
    names: infos.configs.map(({ definition, value }) => value?.name ?? definition?.name ?? ''),
    definitions: infos.configs.map(({ definition }) => withoutDocumentation(definition)),
    values: values.map(({ recommended_values: _installed, ...value }) => value),
  };
}
