/**
 * What a run happens to have, and what fixtures say instead. The stand-ins are valid values of their kind, so
 * that parsers and handlers take a fixture as it is.
 */
export interface Placeholders {
  readonly dir: string;
  readonly worker: string;
  readonly clusterId: string;
  readonly pluginPath: string;
}

const STAND_INS: Placeholders = {
  dir: '/data',
  worker: '127.0.0.1:8083',
  clusterId: 'KAFKA-CLUSTER-ID-00000',
  pluginPath: '/plugins',
};
const SOME_TIME_MS = 1_700_000_000_000;

/** Replaces everything that differs from run to run, in keys and values alike. */
export function withPlaceholders(value: unknown, found: Placeholders): unknown {
  if (typeof value === 'string') return replaceText(value, found);
  if (Array.isArray(value)) return value.map((item) => withPlaceholders(item, found));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      replaceText(key, found),
      key === 'last_modified' && typeof item === 'number' ? SOME_TIME_MS : withPlaceholders(item, found),
    ]),
  );
}

function replaceText(text: string, found: Placeholders): string {
  return (['dir', 'worker', 'clusterId', 'pluginPath'] as const)
    .reduce((result, name) => result.replaceAll(found[name], STAND_INS[name]), text)
    .replaceAll(/@[0-9a-f]{5,8}\b/g, '@1a2b3c');
}
