/**
 * Shows what becomes of a task that spins, leaks, exits, or never stops, and of everything beside it: `npm run films`.
 *
 * Prints each change of a state as it happens, and the latency of REST before and meanwhile. Exit code 1 when anything else
 * failed, a line was lost, or REST took 100 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filmIsolation, MISBEHAVIOURS } from '../lib/testing/isolation-film.ts';

const GOAL_MS = 100;
const program = path.resolve('dist/worker/main.mjs');
const ms = (value: number) => `${value.toFixed(1)} ms`;
let isFine = true;
for (const misbehaviour of MISBEHAVIOURS) {
  console.log(`\n${misbehaviour}:`);
  const dir = mkdtempSync(path.join(tmpdir(), 'sluice-film-'));
  const film = await filmIsolation({
    program,
    dir,
    misbehaviour,
    onChange: (change) => console.log(`  ${change}`),
  });
  const { restBefore, restMeanwhile, linesMoved, isComplete, longestStall, failed } = film;
  console.log(`  failed: ${failed.join(', ') || 'nothing'}`);
  console.log(
    `  REST p50 ${ms(restMeanwhile.p50)}, p99 ${ms(restMeanwhile.p99)}; before ${ms(restBefore.p50)}, ${ms(restBefore.p99)}`,
  );
  console.log(
    `  the pipe beside it: ${linesMoved} lines, ${isComplete ? 'all in order' : 'NOT ALL'}, longest stall ${ms(longestStall)}`,
  );
  isFine &&= isComplete && restMeanwhile.p99 < GOAL_MS && failed.every((what) => what === 'bad/0');
  rmSync(dir, { recursive: true, force: true });
}
process.exitCode = isFine ? 0 : 1;
