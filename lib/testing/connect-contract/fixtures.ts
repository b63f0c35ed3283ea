import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One recorded request with its answer; see the README beside the recordings. */
export interface Fixture {
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Reads what Apache Connect 4.3.1 answered. Errors: throws when no such fixture was recorded. */
export function readFixture(slug: string): Fixture {
  const file = path.join(import.meta.dirname, '../fixtures/connect/4.3.1', `${slug}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Fixture;
}
