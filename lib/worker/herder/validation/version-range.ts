import { BadRequestException } from '../exceptions.ts';

/**
 * Says in Apache's words that a plugin's version is not in the range; undefined when it is.
 *
 * Errors: BadRequestException when the range is none. Source: kafka 4.1 `PluginVersionUtils`; KIP-891.
 */
export function describeVersionMismatch(
  plugin: { className: string; version: string },
  range: string | undefined,
): string | undefined {
  const satisfied = satisfiesRange(plugin.version, range);
  if (satisfied === undefined) throw new BadRequestException(`Invalid version specification: ${range ?? ''}`);
  if (satisfied) return undefined;
  return `Plugin ${plugin.className} not found that matches the version range ${printRange(range ?? '')}, available versions: [${plugin.version}]`;
}

/**
 * Says whether a plugin version satisfies a Maven-style range: `4.3.1` (exactly), `[1.0,2.0)`, `(,3]`, `latest` or blank.
 *
 * Shape: undefined when the range is not one. Source: kafka `PluginVersionUtils`; KIP-891.
 */
function satisfiesRange(version: string, range: string | undefined): boolean | undefined {
  const text = range?.trim() ?? '';
  if (text === '' || text === 'latest') return true;
  const match = /^([[(])([^,\])]*)(,?)([^,\])]*)([\])])$/.exec(text);
  if (!match) return /[[\](),]/.test(text) ? undefined : compareVersions(version, text) === 0;
  const [, open, low = '', comma, high = '', close] = match;
  if (comma === '') return compareVersions(version, low) === 0;
  if (low.trim() === '' && high.trim() === '') return true;
  const above = low.trim() === '' ? 1 : compareVersions(version, low.trim());
  const below = high.trim() === '' ? -1 : compareVersions(version, high.trim());
  return (open === '[' ? above >= 0 : above > 0) && (close === ']' ? below <= 0 : below < 0);
}

/** Writes a range as Maven prints it: a bare version becomes `[v,v]`. */
function printRange(range: string): string {
  return /^[[(]/.test(range.trim()) ? range.trim() : `[${range.trim()},${range.trim()}]`;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(/[.-]/), b.split(/[.-]/)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = Number(left[at] ?? 0) - Number(right[at] ?? 0);
    if (Number.isNaN(difference))
      return (left[at] ?? '') < (right[at] ?? '') ? -1 : left[at] === right[at] ? 0 : 1;
    if (difference !== 0) return difference;
  }
  return 0;
}
