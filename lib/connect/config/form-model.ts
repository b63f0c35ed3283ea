import { type ConfigInfos, type ConfigKeyInfo, type ConfigValueInfo, orderOf } from '../rest/plugins.ts';
import { type InstalledPlugin, kindOfClassOption } from './clone.ts';

/**
 * Which control a field gets. `chain` is a list of aliases whose options have groups of their own, `multi` a list
 * with recommended values, `duration` a number of milliseconds. `unknown` always renders a text box, so no plugin
 * can break the form.
 */
export type FieldKind =
  | 'text'
  | 'password'
  | 'number'
  | 'duration'
  | 'boolean'
  | 'list'
  | 'multi'
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
  /** How long values usually are: NONE, SHORT, MEDIUM, LONG. */
  readonly width: string;
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
/** Options of helpers: they must not pass for the plugin's own, whatever group they declare. */
const HELPER_GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^(key|value|header)\.converter\./, 'Converters'],
  [/^(producer|consumer|admin)\.override\./, 'Client overrides'],
];
/** Groups every connector has, as workers name them; any other is the plugin's own. */
const WORKER_GROUPS =
  /^(Common|Transforms|Predicates|Error Handling|Topic Creation|Exactly Once Support|offsets\.topic|Serialization|Schemas)\b/;
/** Heading of keys the worker did not return. */
export const OTHER_GROUP = 'Other keys';
const TOPIC_CREATION = 'Topic Creation';
const CHAINS = new Set(['transforms', 'predicates', 'topic.creation.groups']);
/** Units are part of the name; without one a number is just a number. */
const DURATION = /[._]ms$/;
const NUMBER_TYPES = new Set(['INT', 'SHORT', 'LONG', 'DOUBLE']);

/**
 * Builds the form from the worker's validate answer and what the user has.
 *
 * Algorithm: every entry with a definition becomes a field in its group. `Common`, with the name, comes first, then
 * the plugin's own: options without a group under `Connector` and groups it named, then the others in the worker's
 * order; inside a group by order, then as answered. Keys the user has and the worker did not return stand last
 * under `Other keys`, untouched; but `topic.creation.…` stands with its group, for workers define none of those.
 * A class option without recommended values offers the installed plugins of its kind (`classes`): workers before 4.1
 * recommend no converters. An invisible option is left out unless it is set; its errors are returned apart, so that none is lost.
 */
export function buildFormModel(
  infos: ConfigInfos,
  draft: DraftValues,
  classes: readonly InstalledPlugin[] = [],
): FormModel {
  const groups = new Map<string, { field: FormField; order: number }[]>();
  const hiddenErrors: { key: string; errors: readonly string[] }[] = [];
  const known = new Set<string>();
  const hasFirst = infos.groups.includes(FIRST_GROUP);
  const named = infos.groups.filter((name) => !WORKER_GROUPS.test(name));
  for (const name of [...(hasFirst ? [FIRST_GROUP] : []), OWN_GROUP, ...named, ...infos.groups]) {
    if (!groups.has(name)) groups.set(name, []);
  }
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
      field: toField(key, definition, withClasses(key, definition, value, classes), draft),
      order: definition ? orderOf(definition) : -1,
    };
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  const others = [...Object.keys(draft.set), ...draft.keep].filter((key) => !known.has(key)).sort();
  for (const key of others) {
    const group =
      key.startsWith('topic.creation.') && groups.has(TOPIC_CREATION) ? TOPIC_CREATION : OTHER_GROUP;
    const entry = { field: toField(key, null, null, draft), order: Number.MAX_SAFE_INTEGER };
    // Taken out and put back, so that it stands last.
    const entries = groups.get(group) ?? [];
    if (group === OTHER_GROUP) groups.delete(group);
    groups.set(group, [...entries, entry]);
  }
  return {
    groups: [...groups]
      .filter(([, entries]) => entries.length > 0)
      .map(([name, entries]) => toGroup(name, entries)),
    errorCount: infos.error_count,
    hiddenErrors,
  };
}

function withClasses(
  key: string,
  definition: ConfigKeyInfo | null | undefined,
  value: ConfigValueInfo | null | undefined,
  classes: readonly InstalledPlugin[],
): ConfigValueInfo | null | undefined {
  if (definition?.type !== 'CLASS' || (value?.recommended_values ?? []).length > 0) return value;
  const kind = kindOfClassOption(key);
  const names = classes.filter(({ type }) => type === kind).map((plugin) => plugin.class);
  return { name: key, ...value, recommended_values: [...new Set(names)] };
}

function groupOf(definition: ConfigKeyInfo | null | undefined): string {
  if (!definition) return OTHER_GROUP;
  const helper = HELPER_GROUPS.find(([pattern]) => pattern.test(definition.name))?.[1];
  // Two converters declare the same groups: theirs would mix.
  if (helper !== undefined && definition.group !== FIRST_GROUP) return helper;
  return definition.group ?? OWN_GROUP;
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
    width: definition?.width ?? 'NONE',
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
  if (NUMBER_TYPES.has(definition.type)) return DURATION.test(definition.name) ? 'duration' : 'number';
  if (definition.type === 'LIST') {
    if (CHAINS.has(definition.name)) return 'chain';
    return recommended.length > 0 ? 'multi' : 'list';
  }
  if (definition.type === 'CLASS') return 'class';
  if (definition.type === 'STRING') return recommended.length > 0 ? 'choice' : 'text';
  return 'unknown';
}
