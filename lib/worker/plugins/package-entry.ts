import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const INDEX_FILES = ['index.ts', 'index.mjs', 'index.js'];
const CONDITIONS = ['node', 'import', 'module-sync', 'default'];

/**
 * Returns the path of the module that a package is imported by.
 *
 * Shape: `exports` of its package.json as Node reads them for `import`, else `main`, else index.ts, index.mjs or index.js.
 * Errors: an Error that says what is missing or wrong. Source: Node 24, "Packages", "Conditional exports".
 */
export function findEntry(packageDir: string): string {
  const manifest = join(packageDir, 'package.json');
  if (isFile(manifest)) {
    const { exports, main } = parseManifest(manifest);
    if (exports !== undefined && exports !== null) return exportedEntry(packageDir, exports);
    if (main !== undefined) return resolve(packageDir, main);
  }
  const index = INDEX_FILES.map((name) => join(packageDir, name)).find(isFile);
  if (index === undefined) {
    throw new Error(`It has neither an entry in package.json nor ${INDEX_FILES.join(' nor ')}.`);
  }
  return index;
}

function parseManifest(path: string): { exports?: unknown; main?: string } {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { exports?: unknown; main?: string };
  } catch (cause) {
    throw new Error('Its package.json cannot be read as JSON.', { cause });
  }
}

function exportedEntry(packageDir: string, exports: unknown): string {
  const target = pickTarget(hasPaths(exports) ? exports['.'] : exports);
  if (!target) throw new Error('The "exports" of its package.json have no entry "." for import.');
  if (!target.startsWith('./') || target.split('/').includes('..')) {
    throw new Error(`The "exports" of its package.json lead to "${target}", which is not below "./".`);
  }
  return resolve(packageDir, target);
}

/** The first target whose condition holds; null where a condition says that there is none. */
function pickTarget(target: unknown): string | null | undefined {
  if (typeof target === 'string' || target === null) return target;
  if (Array.isArray(target)) return target.map(pickTarget).find((found) => typeof found === 'string');
  for (const [condition, value] of Object.entries(target ?? {})) {
    if (!CONDITIONS.includes(condition)) continue;
    const found = pickTarget(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether the keys are paths such as "." and "./more", and not conditions. */
function hasPaths(exports: unknown): exports is Record<string, unknown> {
  return (
    typeof exports === 'object' &&
    exports !== null &&
    !Array.isArray(exports) &&
    Object.keys(exports).some((key) => key.startsWith('.'))
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
