/** What `npm test` runs: every layer in turn, each announced, and one plain total as the last line. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const REPORTS = path.resolve('test-results');
const bin = (name: string) => path.resolve('node_modules/.bin', name);

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** One step. `report` names the JSON a test runner leaves; a check without one counts as one test. */
interface Step {
  name: string;
  command: readonly string[];
  report?: { file: string; read: (text: string) => Tally };
}

function readVitest(text: string): Tally {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = JSON.parse(
    text,
  ) as Record<string, number>;
  const failed = numFailedTests || (numFailedTestSuites ?? 0);
  return { passed: numPassedTests ?? 0, failed, skipped: (numPendingTests ?? 0) + (numTodoTests ?? 0) };
}

function readPlaywright(text: string): Tally {
  const { stats } = JSON.parse(text) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

function vitest(name: string, projects: readonly string[]): Step {
  const file = path.join(REPORTS, `${name}.json`);
  const flags = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return {
    name,
    command: [bin('vitest'), 'run', ...flags, ...reporters],
    report: { file, read: readVitest },
  };
}

function playwright(project: string): Step {
  const file = path.join(REPORTS, 'e2e.json');
  const command = [bin('playwright'), 'test', '-c', 'e2e/playwright.config.ts', '--project', project];
  return { name: `e2e ${project}`, command, report: { file, read: readPlaywright } };
}

const npm = (script: string): Step => ({ name: script, command: ['npm', 'run', '--silent', script] });

const STEPS: readonly Step[] = [
  ...['format:check', 'lint', 'typecheck', 'deps', 'dead', 'docs'].map(npm),
  vitest('unit', ['unit']),
  vitest('services', ['services']),
  vitest('ui', ['ui']),
  vitest('worker', ['worker']),
  vitest('contract', ['contract']),
  playwright('mocked'),
  playwright('live'),
];

function runStep(step: Step): Tally {
  const started = performance.now();
  console.log(`\n── ${step.name} ──`);
  if (step.report) rmSync(step.report.file, { force: true });
  const [command = '', ...args] = step.command;
  const run = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
  const tally = tallyOf(step, run.status === 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `── ${step.name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped in ${seconds} s`,
  );
  return tally;
}

/** A runner that died, ran nothing, or failed outside a test must not pass for success. */
function tallyOf(step: Step, isOk: boolean): Tally {
  if (!step.report) return { passed: isOk ? 1 : 0, failed: isOk ? 0 : 1, skipped: 0 };
  let tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  try {
    tally = step.report.read(readFileSync(step.report.file, 'utf8'));
  } catch {
    return { ...tally, failed: 1 };
  }
  const ranNothing = tally.passed + tally.failed + tally.skipped === 0;
  return (!isOk && tally.failed === 0) || ranNothing ? { ...tally, failed: tally.failed + 1 } : tally;
}

mkdirSync(REPORTS, { recursive: true });
const wanted = process.argv.slice(2);
const total: Tally = { passed: 0, failed: 0, skipped: 0 };
for (const step of STEPS.filter((one) => wanted.length === 0 || wanted.includes(one.name))) {
  const tally = runStep(step);
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
