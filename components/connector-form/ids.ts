/** An anchor for a group's heading. */
export function groupId(name: string): string {
  return `group-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
}

/** An id for a label and its control, made of the option's name. */
export function fieldId(key: string): string {
  return `option-${key}`;
}
