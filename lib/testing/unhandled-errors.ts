import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import type { Reporter } from 'vitest/node';

/** Where vitest's errors outside of tests go, one text each: that of a test file whose process died is one. */
export const UNHANDLED_ERRORS = 'test-results/unhandled-errors.json';

/** A reporter for vitest that keeps what its JSON report leaves out. */
// biome-ignore lint/style/noDefaultExport: vitest takes a reporter's default export.
export default class UnhandledErrors implements Reporter {
  onTestRunEnd(_modules: unknown, errors: readonly unknown[]): void {
    writeFileSync(UNHANDLED_ERRORS, JSON.stringify(errors.map((error) => inspect(error))));
  }
}
