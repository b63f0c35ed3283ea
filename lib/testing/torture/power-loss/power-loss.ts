import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seeded } from '../../seeded.ts';
import { type DiskEvent, traceDisk } from './disk-trace.ts';
import { readNumbers } from './numbered-log.ts';
import { powerLossStates } from './power-loss-states.ts';

/** How much. Units: `states` of the disk, after `transactions` that the log was written with. */
export interface PowerLossOptions {
  readonly dir: string;
  readonly states: number;
  readonly transactions: number;
  readonly seed: number;
  readonly onProgress?: (states: number) => void;
}

/** What came of it. Shape: `findings` names the first states that were not as they should be, at most ten. */
export interface PowerLossReport {
  readonly states: number;
  readonly writes: number;
  readonly syncs: number;
  /** States in which everything acknowledged was there, but not all that was written. */
  readonly cut: number;
  readonly violations: number;
  readonly findings: readonly string[];
}

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
const MOST_FINDINGS = 10;

/**
 * Records each write and sync of the embedded log, lets the power go away at every moment of them in many ways, and opens
 * what a disk can hold then: every acknowledged transaction must be there, whole, with all before it and nothing else.
 */
export async function runPowerLoss(options: PowerLossOptions): Promise<PowerLossReport> {
  const { dir, states: count, transactions, seed, onProgress } = options;
  const path = join(dir, 'log.lmdb');
  const writer = fileURLToPath(new URL('write-numbered-log.ts', import.meta.url));
  const events = traceDisk(path, [writer, path, String(transactions), String(seed)], join(dir, 'trace'));
  asOfAnotherBoot(events);
  const findings: string[] = [];
  const tally = { states: 0, cut: 0, violations: 0 };
  for (const { image, told } of powerLossStates(events, { count, random: seeded(seed) })) {
    const acknowledged = Number(told.at(-1) ?? -1);
    tally.states += 1;
    // A file of its own: what lmdb has mapped once must not change below it.
    const state = join(dir, `state-${tally.states}.lmdb`);
    if (image) writeFileSync(state, image);
    try {
      const last = await readNumbers(state);
      if (last < acknowledged) throw new Error(`${acknowledged} was acknowledged, the log ends at ${last}`);
      if (last < transactions - 1) tally.cut += 1;
    } catch (error) {
      tally.violations += 1;
      const words = `state ${tally.states}, acknowledged ${acknowledged}: ${(error as Error).message}`;
      if (findings.length < MOST_FINDINGS) findings.push(words);
    } finally {
      for (const file of [state, `${state}-lock`]) rmSync(file, { force: true });
    }
    onProgress?.(tally.states);
  }
  const countOf = (type: DiskEvent['type']) => events.filter((event) => event.type === type).length;
  return { ...tally, writes: countOf('write'), syncs: countOf('sync'), findings };
}

/** The log knows by the system's boot id whether the power was away; without that it trusts what no sync has covered. */
function asOfAnotherBoot(events: readonly DiskEvent[]): void {
  const [head = ''] = readFileSync(BOOT_ID, 'latin1').split('-');
  const own = Buffer.alloc(8);
  own.writeBigInt64LE(BigInt(`0x${head}`));
  let found = 0;
  for (const event of events) {
    if (event.type !== 'write') continue;
    for (let at = event.bytes.indexOf(own); at >= 0; at = event.bytes.indexOf(own, at + 8)) {
      event.bytes.writeBigInt64LE(1n, at);
      found += 1;
    }
  }
  if (found === 0) throw new Error('The log does not hold the id of the boot it was written in');
}
