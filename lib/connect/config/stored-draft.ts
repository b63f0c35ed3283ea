import type { DraftValues } from './form-model.ts';
import type { MaskedEntry } from './redact.ts';

/** The draft an edit starts with: values that are no secret, names of those that are. */
export function draftOf(entries: readonly MaskedEntry[]): DraftValues {
  const shown = entries.filter((entry) => !entry.masked).map((entry) => [entry.key, entry.value] as const);
  return {
    set: Object.fromEntries(shown),
    keep: entries.filter((entry) => entry.masked).map((entry) => entry.key),
  };
}
