import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '../..');

/** Lets this process import the console's server parts, which are written for a bundler, by their paths. */
export function allowServerImports(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === 'server-only')
        return next(pathToFileURL(`${root}/lib/testing/empty.ts`).href, context);
      const from = context.parentURL?.startsWith('file:') ? fileURLToPath(context.parentURL) : root;
      const file = specifier.startsWith('@/')
        ? path.join(root, specifier.slice(2))
        : specifier.startsWith('.')
          ? path.resolve(path.dirname(from), specifier)
          : undefined;
      const isSource = file !== undefined && !from.includes('/node_modules/') && existsSync(`${file}.ts`);
      return next(isSource ? pathToFileURL(`${file}.ts`).href : specifier, context);
    },
  });
}
