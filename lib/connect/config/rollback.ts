import type { DraftValues } from './form-model.ts';
import type { MaskedEntry } from './redact.ts';

/** What a rollback sends and what it cannot bring back. Lists are names of options. */
export interface RollbackPlan {
  readonly draft: DraftValues;
  /** The config as it will be, secrets masked. */
  readonly result: readonly MaskedEntry[];
  /** Secrets of then that stay what they are now: their old values were never kept. */
  readonly kept: readonly string[];
  /** Secrets of then that are not stored any more: they have to be typed anew. */
  readonly missing: readonly string[];
  /** Secrets of now that then did not have. */
  readonly added: readonly string[];
}

/**
 * Plans the way back to an old config without ever losing a stored secret.
 *
 * What was shown then is set again; a secret of then keeps the value stored now. A secret that then did not have
 * stays, unless `dropAdded`: once removed nobody could bring it back. Source: the console keeps no secret values.
 */
export function planRollback(
  then: readonly MaskedEntry[],
  now: readonly MaskedEntry[],
  dropAdded = false,
): RollbackPlan {
  const stored = new Map(now.map((entry) => [entry.key, entry]));
  const old = new Set(then.map(({ key }) => key));
  const secrets = then.filter(({ masked }) => masked).map(({ key }) => key);
  const kept = secrets.filter((key) => stored.has(key));
  const added = now.filter(({ key, masked }) => masked && !old.has(key));
  const place = new Map(now.map(({ key }, index) => [key, index]));
  const placeOf = ({ key }: MaskedEntry) => place.get(key) ?? now.length;
  // In the order of now, so that nothing moves but what changes.
  const result = [
    ...then.flatMap((entry) => (entry.masked ? (stored.get(entry.key) ?? []) : entry)),
    ...(dropAdded ? [] : added),
  ].sort((a, b) => placeOf(a) - placeOf(b));
  return {
    draft: {
      set: Object.fromEntries(result.filter(({ masked }) => !masked).map(({ key, value }) => [key, value])),
      keep: result.filter(({ masked }) => masked).map(({ key }) => key),
    },
    result,
    kept,
    missing: secrets.filter((key) => !stored.has(key)),
    added: added.map(({ key }) => key),
  };
}

/**
 * Lists what differs between two stored configs in words, sorted by key; a side that is undefined does not exist.
 * A secret on both sides is no difference, because nobody here knows its values.
 */
export function compareConfigs(
  before: readonly MaskedEntry[],
  after: readonly MaskedEntry[],
): { key: string; before: string | undefined; after: string | undefined }[] {
  const [a, b] = [before, after].map((entries) => new Map(entries.map((entry) => [entry.key, words(entry)])));
  const keys = [...new Set([...before, ...after].map(({ key }) => key))].sort();
  return keys
    .map((key) => ({ key, before: a?.get(key), after: b?.get(key) }))
    .filter((change) => change.before !== change.after);
}

function words({ value, masked }: MaskedEntry): string {
  if (masked) return '(secret)';
  return value === null ? '(null)' : value === '' ? '(empty)' : value;
}
