import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from '../../base/logger.ts';
import * as api from '../api/index.ts';
import type { Plugin } from '../api/plugin.ts';
import { BUILT_IN_PLUGINS } from './built-in.ts';
import { provideConnectModule } from './connect-module.ts';
import { findEntry } from './package-entry.ts';
import type { RegisteredPlugin } from './plugin-description.ts';

const TYPES = ['source', 'sink', 'converter', 'header_converter', 'transformation', 'predicate'];

/**
 * Finds the packages below the given folders.
 *
 * Shape: a package is a subfolder whose entry (`package-entry.ts`) exports `plugins`: a list of plugins, or a function
 * from our `api` to one. `moduleUrl` throws where there is no entry. What cannot be
 * read is logged.
 */
export function findPackages(
  folders: readonly string[],
  log: Logger,
): { readonly dir: string; readonly moduleUrl: () => string }[] {
  return folders
    .flatMap((folder) => packagesIn(folder, log))
    .map((dir) => ({ dir, moduleUrl: () => pathToFileURL(findEntry(dir)).href }));
}

/** The plugins that come with the worker. */
export async function builtInPlugins(): Promise<RegisteredPlugin[]> {
  // Not at the top, because task threads import this module too and load transformations only when they have some.
  const { BUILT_IN_TRANSFORMS } = await import('./built-in-transforms.ts');
  const plugins: readonly Plugin[] = [...BUILT_IN_PLUGINS, ...BUILT_IN_TRANSFORMS];
  return plugins.map((plugin) => ({ plugin, moduleUrl: undefined }));
}

/**
 * Imports one module and returns its plugins.
 *
 * Errors: whatever the module throws; an Error when it exports no `plugins` or something else than plugins.
 */
export async function loadModule(moduleUrl: string): Promise<readonly Plugin[]> {
  provideConnectModule();
  const module = (await import(moduleUrl)) as { plugins?: unknown };
  const exported: unknown = module.plugins;
  const plugins: unknown = typeof exported === 'function' ? exported(api) : exported;
  if (!Array.isArray(plugins)) throw new Error('It exports no list of plugins named "plugins".');
  for (const plugin of plugins as Partial<Plugin>[]) {
    if (!plugin || !TYPES.includes(plugin.type ?? '') || !plugin.className || !plugin.version) {
      throw new Error('An entry of its plugins lacks a known type, a className or a version.');
    }
  }
  return plugins as Plugin[];
}

function packagesIn(folder: string, log: Logger): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => resolve(folder, name))
      .filter((path) => isFolder(path, log));
  } catch (error) {
    log.error(`Folder ${folder} of plugin.path cannot be read`, { error });
    return [];
  }
}

/** Whether it is a folder, by way of links too. One that cannot be looked at hides none of its neighbours. */
function isFolder(path: string, log: Logger): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    log.error(`Plugin package ${path} cannot be read and is left out`, { error });
    return false;
  }
}
