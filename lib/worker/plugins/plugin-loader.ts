import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from '../../base/logger.ts';
import * as api from '../api/index.ts';
import type { Plugin } from '../api/plugin.ts';
import { BUILT_IN_PLUGINS } from './built-in.ts';
import type { RegisteredPlugin } from './plugin-registry.ts';

const TYPES = ['source', 'sink', 'converter', 'header_converter', 'transformation', 'predicate'];

/**
 * Loads the built-in plugins and those of every package below the given folders.
 *
 * Shape: a package is a subfolder with an entry (`main` or `exports` of its package.json, else index.js or index.mjs)
 * that exports `plugins`: a list of plugins, or a function from our `api` to one (so that a package needs no copy of
 * it). A package that cannot be loaded is logged by name and left out.
 */
export async function loadPlugins(folders: readonly string[], log: Logger): Promise<RegisteredPlugin[]> {
  // Not at the top, because task threads import this module too and load transformations only when they have some.
  const { BUILT_IN_TRANSFORMS } = await import('./built-in-transforms.ts');
  const builtIn: readonly Plugin[] = [...BUILT_IN_PLUGINS, ...BUILT_IN_TRANSFORMS];
  const found: RegisteredPlugin[] = builtIn.map((plugin) => ({ plugin, moduleUrl: undefined }));
  for (const folder of folders) {
    for (const packageDir of packagesIn(folder, log)) {
      try {
        const moduleUrl = pathToFileURL(entryOf(packageDir)).href;
        for (const plugin of await loadModule(moduleUrl)) found.push({ plugin, moduleUrl });
      } catch (error) {
        log.error(`Plugin package ${packageDir} cannot be loaded and is left out`, { error });
      }
    }
  }
  return found;
}

/**
 * Imports one module and returns its plugins.
 *
 * Errors: whatever the module throws; an Error when it exports no `plugins` or something else than plugins.
 */
export async function loadModule(moduleUrl: string): Promise<readonly Plugin[]> {
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
      .filter((path) => statSync(path).isDirectory());
  } catch (error) {
    log.error(`Folder ${folder} of plugin.path cannot be read`, { error });
    return [];
  }
}

function entryOf(packageDir: string): string {
  for (const name of ['package.json', 'index.mjs', 'index.js']) {
    const path = join(packageDir, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    if (name !== 'package.json') return path;
    const { exports, main } = JSON.parse(readFileSync(path, 'utf8')) as { exports?: unknown; main?: string };
    const entry = typeof exports === 'string' ? exports : main;
    if (entry) return resolve(packageDir, entry);
  }
  throw new Error('It has neither an entry in package.json nor index.mjs nor index.js.');
}
