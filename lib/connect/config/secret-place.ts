/**
 * What stands in an export or an editor's text where a secret is stored. It names its option, so that a text which
 * comes back can be told from a value: it is never sent.
 */
export function secretPlaceOf(key: string): string {
  return `<secret: ${key}>`;
}

/** Says whether a value is only the place of that option's secret. */
export function isSecretPlace(key: string, value: string | null): boolean {
  return value === secretPlaceOf(key);
}
