/** What `npm test` runs: every layer in turn, each announced, and one plain total as the last line. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { UNHANDLED_ERRORS } from './unhandled-errors.ts';

const REPORTS = path.resolve('test-results');
const bin = (name: string) => path.resolve('node_modules/.bin', name);

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed or was unsteady, said again at the very end: a log that was cut still names them. */
  names: readonly string[];
}

/** One step. `report` names the JSON a test runner leaves; a check without one counts as one test. */
interface Step {
  name: string;
  command: readonly string[];
  report?: { file: string; read: (text: string) => Tally };
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: readonly {
    name: string;
    status: string;
    message: string;
    assertionResults: readonly { fullName: string; status: string; failureMessages: readonly string[] }[];
  }[];
}

interface PlaywrightSpec {
  title: string;
  tests: readonly {
    status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
    results: readonly { error?: { message?: string } }[];
  }[];
}

interface PlaywrightSuite {
  file: string;
  specs?: readonly PlaywrightSpec[];
  suites?: readonly PlaywrightSuite[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites: readonly PlaywrightSuite[];
}

function readVitest(text: string): Tally {
  const report = JSON.parse(text) as VitestReport;
  const names = report.testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = path.relative('.', name);
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      return failed.length === 0
        ? [`${file}: ${message || 'ended before its tests did'}`]
        : failed.map(
            ({ fullName, failureMessages }) => `${file} › ${fullName}\n    ${failureMessages[0] ?? ''}`,
          );
    });
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests || report.numFailedTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    names: [...names, ...readUnhandledErrors()],
  };
}

function readUnhandledErrors(): readonly string[] {
  if (!existsSync(UNHANDLED_ERRORS)) return [];
  const errors = JSON.parse(readFileSync(UNHANDLED_ERRORS, 'utf8')) as string[];
  return errors.map((error) => `outside of tests: ${error}`);
}

function readPlaywright(text: string): Tally {
  const { stats, suites } = JSON.parse(text) as PlaywrightReport;
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    names: suites.flatMap(unsteadySpecs),
  };
}

/** Names what failed, and what passed only at its second try (CI has one), with the first thing each complained of. */
function unsteadySpecs(suite: PlaywrightSuite): string[] {
  const own = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, results }) => {
        const message = results.find(({ error }) => error)?.error?.message ?? '';
        const tries = status === 'flaky' ? ' (passed at the second try)' : '';
        return `${suite.file} › ${title}${tries}\n    ${stripVTControlCharacters(message)}`;
      }),
  );
  return [...own, ...(suite.suites ?? []).flatMap(unsteadySpecs)];
}

function vitest(name: string, projects: readonly string[]): Step {
  const file = path.join(REPORTS, `${name}.json`);
  const flags = projects.flatMap((project) => ['--project', project]);
  const reporters = [
    '--reporter=default',
    '--reporter=json',
    '--reporter=./lib/testing/unhandled-errors.ts',
    `--outputFile.json=${file}`,
  ];
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
  for (const file of [step.report?.file, UNHANDLED_ERRORS]) if (file) rmSync(file, { force: true });
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
  const broken = (what: string): Tally => ({ passed: 0, failed: 1, skipped: 0, names: [what] });
  if (!step.report)
    return isOk ? { passed: 1, failed: 0, skipped: 0, names: [] } : broken(`the check ${step.name}`);
  let tally: Tally;
  try {
    tally = step.report.read(readFileSync(step.report.file, 'utf8'));
  } catch {
    return broken('the runner left no report');
  }
  const ranNothing = tally.passed + tally.failed + tally.skipped === 0;
  if (ranNothing) return broken('the runner ran no test');
  if (isOk || tally.failed > 0) return tally;
  return { ...tally, failed: 1, names: ['the runner failed outside its tests'] };
}

mkdirSync(REPORTS, { recursive: true });
const wanted = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const complaints: string[] = [];
for (const step of STEPS.filter((one) => wanted.length === 0 || wanted.includes(one.name))) {
  const tally = runStep(step);
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  complaints.push(...tally.names.map((what) => `${step.name}: ${what}`));
}
for (const complaint of complaints) console.log(`\nin ${complaint}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
