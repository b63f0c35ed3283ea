/**
 * Lets the power go away at every moment of what the embedded log does to its disk, in a million ways, and opens each state
 * the disk can be in then: `npm run power-loss -- [--states 1000000] [--lanes 2] [--seed 1]`.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type PowerLossReport, runPowerLoss } from '../lib/testing/torture/power-loss/power-loss.ts';
import { canInjectFaults } from '../lib/testing/torture/worker-process.ts';

const { values } = parseArgs({
  options: {
    states: { type: 'string', default: '1000000' },
    lanes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    /** Set for the processes that this one starts: one trace and its states. */
    round: { type: 'string' },
  },
});
/** A process is given this many at most: lmdb keeps a little of each file it ever opened. */
const ROUND_STATES = 5_000;
const TRANSACTIONS = 200;
const PROGRESS_ROUNDS = 20;

async function runRound(round: number): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-power-loss-'));
  try {
    const seed = Number(values.seed) * 1_000_000 + round;
    const report = await runPowerLoss({
      ...{ dir, seed, transactions: TRANSACTIONS },
      states: Number(values.states),
    });
    process.send?.(report);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Resolves to what a process of its own found; how it ended when it said nothing. */
function startRound(round: number, states: number): Promise<PowerLossReport | string> {
  const args = ['--round', String(round), '--states', String(states), '--seed', values.seed];
  const child = fork(fileURLToPath(import.meta.url), args);
  return new Promise((resolve) => {
    let said: PowerLossReport | undefined;
    child.on('message', (report) => {
      said = report as PowerLossReport;
    });
    child.on('close', (code, signal) => resolve(said ?? `round ${round} ended by ${signal ?? code}`));
  });
}

async function runAll(): Promise<void> {
  const startedAt = performance.now();
  const wanted = Number(values.states);
  const rounds = Math.ceil(wanted / ROUND_STATES);
  const total = { states: 0, cut: 0, violations: 0, writes: 0, syncs: 0 };
  const findings: string[] = [];
  let next = 0;
  const runLane = async () => {
    while (next < rounds) {
      const round = next;
      next += 1;
      const report = await startRound(round, Math.min(ROUND_STATES, wanted - round * ROUND_STATES));
      if (typeof report === 'string') findings.push(report);
      else {
        for (const key of ['states', 'cut', 'violations', 'writes', 'syncs'] as const)
          total[key] += report[key];
        findings.push(...report.findings.map((finding) => `round ${round}, ${finding}`));
      }
      if ((round + 1) % PROGRESS_ROUNDS === 0) process.stdout.write(`${total.states} of ${wanted} states\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.lanes) }, runLane));
  process.stdout.write(`
states after a loss of power  ${total.states}, of ${rounds} logs with ${total.writes} writes and ${total.syncs} syncs
cut off what nobody was told  ${total.cut}
violations                    ${total.violations}
took                          ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
  for (const finding of findings) process.stdout.write(`FOUND: ${finding}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

if (!canInjectFaults()) process.exitCode = 1;
else if (values.round === undefined) await runAll();
else await runRound(Number(values.round));
