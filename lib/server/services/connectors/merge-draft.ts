import 'server-only';
import type { ConfigDraft } from '@/lib/api/connectors';
import { ConflictError } from '@/lib/base/errors';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';

/**
 * Makes the config that is sent to the worker: what the user set, and the stored value, byte for byte, of every
 * key to keep. A key in neither is gone.
 *
 * Guarantees: no mask ever becomes a value, because masks are never in a draft; keys such as `__proto__` are
 * ordinary keys. Errors: ConflictError when a key to keep is not stored any more.
 */
export function mergeDraft(draft: Required<ConfigDraft>, stored: ConnectorConfig): ConnectorConfig {
  const entries = new Map<string, string | null>();
  for (const key of draft.keep) {
    const value = Object.hasOwn(stored, key) ? stored[key] : undefined;
    if (value === undefined) {
      throw new ConflictError(`"${key}" is not in the stored config any more; load the config again.`);
    }
    entries.set(key, value);
  }
  for (const [key, value] of Object.entries(draft.set)) entries.set(key, value);
  return Object.fromEntries(entries);
}
