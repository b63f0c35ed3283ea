import { readFileSync } from 'node:fs';

/** One line of the report. `limit`: the largest value that is good enough; undefined when there is no goal. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
  /** With it, `limit` is the smallest value that is good enough. */
  readonly atLeast?: true;
}

/** The value below which a share of the numbers lies; NaN of none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** CPU time a process has used so far. Units: seconds. Source: proc(5), stat fields 14 and 15, 100 ticks a second. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory of a process now, and the most it ever was. Units: MB. */
export function memoryMb(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { now: of('VmRSS'), most: of('VmHWM') };
}

/** The console's process below the supervisor's. */
export function consolePid(supervisor: number): number {
  const children = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8').trim().split(' ');
  return Number(children[0]);
}

/** Prints the figures as one table and says whether every goal was met. */
export function printReport(title: string, figures: readonly Figure[]): boolean {
  const rows = figures.map(({ what, value, unit, limit, atLeast }) => {
    const isGood = limit === undefined || (atLeast ? value >= limit : value <= limit);
    const goal = limit === undefined ? '' : `${atLeast ? '≥' : '≤'} ${limit} ${unit}`;
    const shown = `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
    return { isGood, cells: [what, shown, goal, limit === undefined ? '' : isGood ? 'ok' : 'MISSED'] };
  });
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map(({ cells }) => (cells[i] ?? '').length)));
  console.log(`\n${title}`);
  for (const { cells } of rows) {
    console.log(
      `  ${cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd()}`,
    );
  }
  return rows.every(({ isGood }) => isGood);
}
