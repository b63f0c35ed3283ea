import { ConfigInfos } from '../../connect/rest/plugins.ts';

/** The same data without any `documentation`, whose wording is nobody's contract. */
export function withoutDocumentation(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDocumentation);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'documentation');
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutDocumentation(item)]));
}

interface ComparableValue {
  readonly name: string;
  readonly errors?: readonly string[] | null | undefined;
}

/** What of a validation answer two workers with different plugins installed must agree on. */
export interface ComparableValidation {
  readonly name: string;
  readonly errorCount: number;
  readonly groups: readonly string[];
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly names: readonly string[];
  readonly definitions: readonly unknown[];
  readonly values: readonly ComparableValue[];
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

/** The same validation with every error shortened to the option it is about. */
export function withoutWords(validation: ComparableValidation): ComparableValidation {
  const entries = Object.entries(validation.errors).map(([name, errors]) => [name, errors.map(() => name)]);
  const values = validation.values.map(({ errors, ...value }) => ({
    ...value,
    errorCount: errors?.length ?? 0,
  }));
  return { ...validation, errors: Object.fromEntries(entries), values };
}
