/** Runs the import rules and fails when a rule is broken or when hardly a module was seen: a silent pass is no pass. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const MIN_MODULES = 150;
const BIN = path.resolve(import.meta.dirname, '../../../node_modules/.bin/depcruise');
const ROOTS = ['app', 'components', 'lib', 'e2e', 'instrumentation.ts', 'proxy.ts'].filter((root) =>
  existsSync(root),
);

interface CruiseResult {
  summary: {
    totalCruised: number;
    violations: { rule: { name: string; severity: string }; from: string; to: string }[];
  };
}

const run = spawnSync(BIN, [...ROOTS, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'], {
  encoding: 'utf8',
  maxBuffer: 512 * 1024 * 1024,
});
if (run.error || run.stdout === '') {
  console.error(run.error ?? run.stderr);
  process.exit(1);
}
const { summary } = JSON.parse(run.stdout) as CruiseResult;
for (const violation of summary.violations) {
  console.error(`${violation.rule.severity} ${violation.rule.name}: ${violation.from} → ${violation.to}`);
}
console.log(`import rules: ${summary.totalCruised} modules, ${summary.violations.length} violations`);
if (summary.totalCruised < MIN_MODULES)
  console.error(`only ${summary.totalCruised} modules were seen, expected ${MIN_MODULES}`);
process.exit(summary.violations.length > 0 || summary.totalCruised < MIN_MODULES ? 1 : 0);
