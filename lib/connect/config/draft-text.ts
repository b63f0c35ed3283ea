import { toJson, toProperties } from './export.ts';
import type { DraftValues } from './form-model.ts';
import { type Pasted, parsePasted } from './paste.ts';
import { secretPlaceOf } from './secret-place.ts';

/** The formats a draft can be edited in. */
export type DraftFormat = 'json' | 'properties';

/** Writes a draft as text, one option a line; a kept secret is its place, `<secret: key>`. */
export function draftToText(format: DraftFormat, draft: DraftValues): string {
  const pairs = [
    ...Object.entries(draft.set),
    ...draft.keep.map((key) => [key, secretPlaceOf(key)] as const),
  ];
  return format === 'json' ? toJson(pairs) : toProperties(pairs, false);
}

/** A text as a draft, or what is wrong with it, with the line where that is known. */
export type DraftText =
  | { readonly ok: true; readonly draft: DraftValues; readonly pasted: Extract<Pasted, { ok: true }> }
  | { readonly ok: false; readonly message: string; readonly line: number };

/**
 * Reads a text, typed or pasted in any format, as a draft.
 *
 * Guarantees: the place of a secret keeps the stored one and never becomes a value; one without a stored secret is
 * an error. Keys that are null stay null through properties, which cannot say it. Shape: `keepable` are the keys
 * whose secrets are stored; `before` is the draft the text was made of.
 */
export function readDraft(
  text: string,
  { keepable, before }: { keepable: readonly string[]; before: DraftValues },
): DraftText {
  const pasted = parsePasted(text);
  if (!pasted.ok) return { ok: false, message: pasted.message, line: pasted.line };
  const lost = pasted.places.find((key) => !keepable.includes(key));
  if (lost !== undefined) {
    const line = pasted.lines.get(lost) ?? 1;
    return { ok: false, line, message: `Line ${line}: no secret is stored for ${lost}: give its value.` };
  }
  const nulls =
    pasted.format === 'properties'
      ? Object.entries(before.set).filter(([key, value]) => value === null && !pasted.lines.has(key))
      : [];
  return {
    ok: true,
    draft: { set: { ...pasted.config, ...Object.fromEntries(nulls) }, keep: pasted.places },
    pasted,
  };
}
