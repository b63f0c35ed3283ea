import type { DraftValues } from './form-model.ts';

/** One changed option. A hidden side is a secret whose value we do not know or do not show. */
export interface ConfigChange {
  readonly key: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: string | null | undefined;
  readonly after: string | null | undefined;
  readonly hidden: boolean;
}

/**
 * Lists what a draft changes against what is stored, sorted by key. Unset, empty and null are three things.
 *
 * Shape: a stored secret that is kept is no change; one that was typed anew is `changed` with `hidden`.
 */
export function diffConfig(stored: DraftValues, draft: DraftValues): ConfigChange[] {
  const keys = new Set([
    ...Object.keys(stored.set),
    ...stored.keep,
    ...Object.keys(draft.set),
    ...draft.keep,
  ]);
  return [...keys].sort().flatMap((key) => {
    const wasHidden = stored.keep.includes(key);
    const isKept = draft.keep.includes(key);
    const was = wasHidden || Object.hasOwn(stored.set, key);
    const is = isKept || Object.hasOwn(draft.set, key);
    const before = stored.set[key];
    const after = draft.set[key];
    if (isKept && wasHidden) return [];
    if (was && is && !wasHidden && before === after) return [];
    const kind = was ? (is ? 'changed' : 'removed') : 'added';
    return [{ key, kind, before, after, hidden: wasHidden } satisfies ConfigChange];
  });
}

/** A change in words for a list of changes; a side that is undefined does not exist. */
export function describeChange(change: ConfigChange): {
  key: string;
  before: string | undefined;
  after: string | undefined;
} {
  const { key, kind, hidden } = change;
  return {
    key,
    before: kind === 'added' ? undefined : hidden ? '(stored secret)' : valueWords(change.before),
    after: kind === 'removed' ? undefined : hidden ? '(new secret)' : valueWords(change.after),
  };
}

function valueWords(value: string | null | undefined): string {
  if (value === '') return '(empty)';
  return value ?? '(null)';
}
