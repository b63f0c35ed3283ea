import { type ConfigInfos, type ConfigKeyInfo, type ConfigValueInfo, orderOf } from '../rest/plugins.ts';

/**
 * Which control a field gets. `chain` is a list of aliases whose options have groups of their own. `unknown` always
 * renders a text box, so no plugin can break the form.
 */
export type FieldKind =
  | 'text'
  | 'password'
  | 'number'
  | 'boolean'
  | 'list'
  | 'chain'
  | 'class'
  | 'choice'
  | 'unknown';

/** One option in the form. `value` undefined means unset: the default applies. */
export interface FormField {
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly type: string;
  readonly required: boolean;
  readonly defaultValue: string | null;
  readonly importance: string;
  readonly documentation: string;
  readonly recommended: readonly string[];
  readonly dependents: readonly string[];
  readonly errors: readonly string[];
  readonly value: string | null | undefined;
  /** A stored secret that is kept: it has a value, but we do not know it. */
  readonly kept: boolean;
  /** Importance LOW, unset and without error: folded away. */
  readonly advanced: boolean;
}

/** Fields under one heading; `errorCount` also counts folded ones. */
export interface FormGroup {
  readonly name: string;
  readonly fields: readonly FormField[];
  readonly errorCount: number;
}

/** The whole form. `hiddenErrors`: errors of options the worker says are not visible now. */
export interface FormModel {
  readonly groups: readonly FormGroup[];
  readonly errorCount: number;
  readonly hiddenErrors: readonly { key: string; errors: readonly string[] }[];
}

/** What the user has: typed values, and stored secrets that are kept. */
export interface DraftValues {
  readonly set: Readonly<Record<string, string | null>>;
  readonly keep: readonly string[];
}

/** Heading of the options a plugin put into no group: its own. */
export const OWN_GROUP = 'Connector';
const FIRST_GROUP = 'Common';
/** Options of helpers that declare no group: they must not pass for the plugin's own. */
const HELPER_GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^(key|value|header)\.converter\./, 'Converters'],
  [/^(producer|consumer|admin)\.override\./, 'Client overrides'],
];
/** Heading of keys the worker did not return. */
export const OTHER_GROUP = 'Other keys';
const CHAINS = new Set(['transforms', 'predicates']);
const NUMBER_TYPES = new Set(['INT', 'SHORT', 'LONG', 'DOUBLE']);

/**
 * Builds the form from the worker's validate answer and what the user has.
 *
 * Algorithm: every entry with a definition becomes a field in its group. `Common`, with the name, comes first, then
 * the options without a group under `Connector`, because they are the plugin's own, then groups in the worker's
 * order; inside a group by order, then as answered. Keys the user has and the worker did not return stand last under `Other keys`, untouched. An
 * invisible option is left out unless it is set; its errors are returned apart, so that none is lost.
 */
export function buildFormModel(infos: ConfigInfos, draft: DraftValues): FormModel {
  const groups = new Map<string, { field: FormField; order: number }[]>();
  const hiddenErrors: { key: string; errors: readonly string[] }[] = [];
  const known = new Set<string>();
  const hasFirst = infos.groups.includes(FIRST_GROUP);
  for (const name of [...(hasFirst ? [FIRST_GROUP] : []), OWN_GROUP, ...infos.groups]) groups.set(name, []);
  for (const { definition, value } of infos.configs) {
    const key = definition?.name ?? value?.name;
    if (key === undefined || known.has(key)) continue;
    known.add(key);
    const errors = value?.errors ?? [];
    if (value?.visible === false && !hasKey(draft, key)) {
      if (errors.length > 0) hiddenErrors.push({ key, errors });
      continue;
    }
    const group = groupOf(definition);
    const entry = {
      field: toField(key, definition, value, draft),
      order: definition ? orderOf(definition) : -1,
    };
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  const others = [...Object.keys(draft.set), ...draft.keep].filter((key) => !known.has(key)).sort();
  const unknown = others.map((key) => ({ field: toField(key, null, null, draft), order: -1 }));
  groups.set(OTHER_GROUP, [...(groups.get(OTHER_GROUP) ?? []), ...unknown]);
  return {
    groups: [...groups]
      .filter(([, entries]) => entries.length > 0)
      .map(([name, entries]) => toGroup(name, entries)),
    errorCount: infos.error_count,
    hiddenErrors,
  };
}

function groupOf(definition: ConfigKeyInfo | null | undefined): string {
  if (!definition) return OTHER_GROUP;
  const helper = HELPER_GROUPS.find(([pattern]) => pattern.test(definition.name))?.[1];
  return definition.group ?? helper ?? OWN_GROUP;
}

function hasKey(draft: DraftValues, key: string): boolean {
  return Object.hasOwn(draft.set, key) || draft.keep.includes(key);
}

function toGroup(name: string, entries: readonly { field: FormField; order: number }[]): FormGroup {
  const fields = entries.toSorted((a, b) => a.order - b.order).map((entry) => entry.field);
  return { name, fields, errorCount: fields.reduce((sum, field) => sum + field.errors.length, 0) };
}

function toField(
  key: string,
  definition: ConfigKeyInfo | null | undefined,
  value: ConfigValueInfo | null | undefined,
  draft: DraftValues,
): FormField {
  const errors = value?.errors ?? [];
  const recommended = (value?.recommended_values ?? []).filter((one): one is string => one !== null);
  const own = Object.hasOwn(draft.set, key) ? draft.set[key] : undefined;
  const kept = draft.keep.includes(key);
  const importance = definition?.importance ?? 'MEDIUM';
  return {
    key,
    label: definition?.display_name ?? key,
    kind: kindOf(definition, recommended),
    type: definition?.type ?? 'STRING',
    required: definition?.required ?? false,
    defaultValue: definition?.default_value ?? null,
    importance,
    documentation: definition?.documentation ?? '',
    recommended,
    dependents: definition?.dependents ?? [],
    errors,
    value: own,
    kept,
    advanced: importance === 'LOW' && own === undefined && !kept && errors.length === 0,
  };
}

function kindOf(definition: ConfigKeyInfo | null | undefined, recommended: readonly string[]): FieldKind {
  if (!definition) return 'unknown';
  if (definition.type === 'PASSWORD') return 'password';
  if (definition.type === 'BOOLEAN') return 'boolean';
  if (NUMBER_TYPES.has(definition.type)) return 'number';
  if (definition.type === 'LIST') return CHAINS.has(definition.name) ? 'chain' : 'list';
  if (definition.type === 'CLASS') return 'class';
  if (definition.type === 'STRING') return recommended.length > 0 ? 'choice' : 'text';
  return 'unknown';
}
