import 'server-only';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where references are looked up. `folder`: relative paths begin there. */
interface Places {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
}

const REFERENCE = /\$\{(env|file):([^}]+)\}/g;

/** A reference that leads nowhere; the message names it, never a value. */
export class UnresolvedReference extends Error {
  override readonly name = 'UnresolvedReference';
}

/**
 * Replaces `${env:NAME}` and `${file:/path}` in every text of a value; the end of line at the end of a file is not
 * part of it. Errors: whatever `fail` throws, called with the path of the text.
 */
export function resolveReferences(
  value: unknown,
  places: Places,
  fail: (path: readonly PropertyKey[], error: UnresolvedReference) => never,
  path: readonly PropertyKey[] = [],
): unknown {
  if (typeof value === 'string') {
    try {
      return value.replace(REFERENCE, (_whole, kind: string, what: string) => lookUp(kind, what, places));
    } catch (error) {
      if (error instanceof UnresolvedReference) return fail(path, error);
      throw error;
    }
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => resolveReferences(item, places, fail, [...path, index]));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveReferences(item, places, fail, [...path, key])]),
  );
}

function lookUp(kind: string, what: string, { env, folder }: Places): string {
  if (kind === 'env') {
    const value = env[what];
    if (value === undefined || value === '') throw new UnresolvedReference(`the variable ${what} is not set`);
    return value;
  }
  try {
    return readFileSync(resolve(folder, what), 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UnresolvedReference(`the file ${what} cannot be read${code}`);
  }
}
