import { useMemo, useReducer } from 'react';
import type { DraftValues } from '@/lib/connect/config/form-model';

type Step =
  | { type: 'set'; key: string; value: string | null }
  | { type: 'unset'; key: string }
  | { type: 'unset-below'; prefix: string }
  | { type: 'keep'; key: string }
  | { type: 'replace'; draft: DraftValues };

/** The draft after one step. Pure. A key is either set, kept or absent, never two of them. */
export function reduceDraft(draft: DraftValues, step: Step): DraftValues {
  switch (step.type) {
    case 'set':
      return {
        set: { ...draft.set, [step.key]: step.value },
        keep: draft.keep.filter((key) => key !== step.key),
      };
    case 'unset': {
      const { [step.key]: _gone, ...rest } = draft.set;
      return { set: rest, keep: draft.keep.filter((key) => key !== step.key) };
    }
    case 'unset-below': {
      const isBelow = (key: string) => key.startsWith(step.prefix);
      const set = Object.fromEntries(Object.entries(draft.set).filter(([key]) => !isBelow(key)));
      return { set, keep: draft.keep.filter((key) => !isBelow(key)) };
    }
    case 'keep': {
      const { [step.key]: _typed, ...rest } = draft.set;
      return { set: rest, keep: [...draft.keep.filter((key) => key !== step.key), step.key] };
    }
    case 'replace':
      return {
        set: step.draft.set,
        keep: step.draft.keep.filter((key) => !Object.hasOwn(step.draft.set, key)),
      };
  }
}

/** The one map behind all views. */
export function useDraft(initial: DraftValues) {
  const [draft, dispatch] = useReducer(reduceDraft, initial);
  const change = useMemo(
    () => ({
      set: (key: string, value: string | null) => dispatch({ type: 'set', key, value }),
      unset: (key: string) => dispatch({ type: 'unset', key }),
      /** Removes every key that begins with the prefix: the options of something that is taken out. */
      unsetBelow: (prefix: string) => dispatch({ type: 'unset-below', prefix }),
      /** Goes back to the stored secret after typing over it. */
      keep: (key: string) => dispatch({ type: 'keep', key }),
      replace: (next: DraftValues) => dispatch({ type: 'replace', draft: next }),
    }),
    [],
  );
  return { draft, change };
}

export type DraftChange = ReturnType<typeof useDraft>['change'];
