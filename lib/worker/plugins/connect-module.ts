import { registerHooks } from 'node:module';
import * as api from '../api/index.ts';

const SPECIFIER = 'sluice/connect';
const MODULE_URL = 'sluice:connect';
const IN_GLOBALS = 'sluice/connect';

let isProvided = false;

/**
 * Lets what this thread imports say `import … from 'sluice/connect'`, wherever it lies, and get the very api of this worker:
 * its exceptions are known by their classes.
 */
export function provideConnectModule(): void {
  if (isProvided) return;
  isProvided = true;
  Object.defineProperty(globalThis, Symbol.for(IN_GLOBALS), { value: api });
  const names = Object.keys(api);
  const source = `export const { ${names.join(', ')} } = globalThis[Symbol.for(${JSON.stringify(IN_GLOBALS)})];`;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === SPECIFIER ? { url: MODULE_URL, shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === MODULE_URL ? { format: 'module', source, shortCircuit: true } : next(url, context),
  });
}
