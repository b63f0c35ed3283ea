/**
 * Kills the built embedded worker again and again, or the disk below it, and says what was lost, doubled or moved:
 * `npm run torture -- [--kills 3000] [--lines 10000000] [--seconds N] [--lanes 2] [--seed 1] [--fault-share 0.2]`. What is not as it
 * should be is left where it lies.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runTorture, type TortureReport } from '../lib/testing/torture/torture.ts';
import { canInjectFaults } from '../lib/testing/torture/worker-process.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '3000' },
    lines: { type: 'string', default: '10000000' },
    seconds: { type: 'string' },
    lanes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    'fault-share': { type: 'string', default: '0.2' },
  },
});
const program = fileURLToPath(new URL('../dist/worker/main.mjs', import.meta.url));
const canInject = canInjectFaults();
const print = (text: string) => process.stdout.write(`${text}\n`);

/** One worker of several that are tortured beside each other. */
async function runLane(lane: number, lanes: number): Promise<TortureReport> {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-torture-'));
  const kills = Math.ceil(Number(values.kills) / lanes);
  const report = await runTorture({
    ...{ program, dir, kills, canInject, seed: Number(values.seed) + lane },
    faultShare: Number(values['fault-share']),
    lines: Math.ceil(Number(values.lines) / lanes),
    ...(values.seconds ? { deadlineMs: Number(values.seconds) * 1000 } : {}),
    onProgress: (done, lines) => {
      if (done % 100 === 0) print(`lane ${lane}: ${done} of ${kills} kills, ${lines} lines copied`);
    },
  });
  const isFine = report.fileDifference === undefined && report.verifiable.findings.length === 0;
  if (isFine) rmSync(dir, { recursive: true, force: true });
  else print(`lane ${lane}: everything is left in ${dir}`);
  return report;
}

const startedAt = performance.now();
const lanes = Number(values.lanes);
const reports = await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(lane, lanes)));
const sum = (of: (report: TortureReport) => number) =>
  reports.reduce((total, report) => total + of(report), 0);
const starts = reports.flatMap(({ startMs }) => startMs).sort((a, b) => a - b);
const differences = reports.flatMap(({ fileDifference }) => fileDifference ?? []);
const findings = [...differences, ...reports.flatMap(({ verifiable }) => verifiable.findings)];
print(`
kills                     ${sum((r) => r.kills)}, of these ${sum((r) => r.killsByCall)} at a chosen call of the system, ${sum((r) => r.killsWhileStarting)} while starting
failing calls             ${sum((r) => r.injectedErrors.EIO)} EIO, ${sum((r) => r.injectedErrors.ENOSPC)} ENOSPC
lines copied              ${sum((r) => r.linesCopied)}, ${differences.length === 0 ? 'every byte as in the input' : 'NOT as in the input'}
numbers acknowledged      ${sum((r) => r.verifiable.acknowledged)}
lost                      ${sum((r) => r.verifiable.lost)}
duplicated in the log     ${sum((r) => r.verifiable.duplicated)}
reordered                 ${sum((r) => r.verifiable.reordered)}
inconsistent offsets      ${sum((r) => r.verifiable.inconsistent)}
unacknowledged at a kill  ${sum((r) => r.verifiable.unacknowledged)}
given to the sink again   ${sum((r) => r.verifiable.redelivered)}
start to answering        median ${starts[Math.floor(starts.length / 2)]?.toFixed(0)} ms, p99 ${starts[Math.floor(starts.length * 0.99)]?.toFixed(0)} ms
took                      ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
for (const finding of findings) print(`FOUND: ${finding}`);
process.exitCode = findings.length === 0 ? 0 : 1;
