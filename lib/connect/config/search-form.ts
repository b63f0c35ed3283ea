import type { FormField, FormGroup } from './form-model.ts';

/**
 * The groups with only those fields whose name, label or documentation holds every word of the search. An empty
 * search finds all; a group without a hit is left out.
 */
export function searchForm(groups: readonly FormGroup[], search: string): readonly FormGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  const isHit = ({ key, label, documentation }: FormField) => {
    const text = `${key} ${label} ${documentation}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map((group) => ({ ...group, fields: group.fields.filter(isHit) }))
    .filter(({ fields }) => fields.length > 0);
}
