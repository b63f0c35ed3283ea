import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Counts of one group of cases against one target. */
export interface Tally {
  readonly target: string;
  cases: number;
  passed: number;
  skipped: number;
  /** HTTP requests; waiting for a condition counts once however often it asked. */
  requests: number;
  /** Ids of documented differences that were proved. */
  differences: string[];
}

/** A tally with nothing counted yet. */
export function emptyTally(target: string): Tally {
  return { target, cases: 0, passed: 0, skipped: 0, requests: 0, differences: [] };
}

/** Leaves the counts of one group of cases for the main process. */
export function leaveTally(dir: string, title: string, tally: Tally): void {
  const name = `${title}-${tally.target}.json`.replaceAll(/[^\w.-]/g, '_');
  writeFileSync(path.join(dir, name), JSON.stringify(tally));
}

/**
 * Sums what all files left into one line per target, in the order of the names.
 *
 * Shape: `contract: <target> <passed>/<cases> cases, <N> requests`.
 */
export function summarize(dir: string): string[] {
  const sums = new Map<string, Tally>();
  for (const file of readdirSync(dir).sort()) {
    const part = JSON.parse(readFileSync(path.join(dir, file), 'utf8')) as Tally;
    const sum = sums.get(part.target) ?? emptyTally(part.target);
    sum.cases += part.cases;
    sum.passed += part.passed;
    sum.skipped += part.skipped;
    sum.requests += part.requests;
    sum.differences.push(...part.differences);
    sums.set(part.target, sum);
  }
  return [...sums.values()].map((sum) => {
    const differences = new Set(sum.differences).size;
    const extra = [
      ...(sum.skipped === 0 ? [] : [`${sum.skipped} skipped`]),
      ...(differences === 0 ? [] : [`${differences} documented differences proved`]),
    ];
    return [
      `contract: ${sum.target} ${sum.passed}/${sum.cases} cases, ${sum.requests} requests`,
      ...extra,
    ].join(', ');
  });
}
