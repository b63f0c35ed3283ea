import { ConnectException } from '../api/exceptions.ts';
import type { Plugin } from '../api/plugin.ts';
import { BUILT_IN_PLUGINS } from '../plugins/built-in.ts';
import { loadModule } from '../plugins/plugin-loader.ts';
import type { PluginReference } from './thread-protocol.ts';

/**
 * Loads a plugin of one of the given kinds into this thread.
 *
 * Errors: whatever its module throws; ConnectException when the class is not in it.
 */
export async function loadPlugin(
  reference: PluginReference,
  types: readonly Plugin['type'][],
): Promise<Plugin> {
  const plugins =
    reference.moduleUrl === undefined ? await builtInOf(types) : await loadModule(reference.moduleUrl);
  const plugin = plugins.find(
    (candidate) => candidate.className === reference.className && types.includes(candidate.type),
  );
  if (!plugin) throw new ConnectException(`Class ${reference.className} could not be found.`);
  return plugin;
}

/** Transformations are many and bring the pattern engine, so a thread loads them only when it has some. */
async function builtInOf(types: readonly Plugin['type'][]): Promise<readonly Plugin[]> {
  if (!types.includes('transformation') && !types.includes('predicate')) return BUILT_IN_PLUGINS;
  return (await import('../plugins/built-in-transforms.ts')).BUILT_IN_TRANSFORMS;
}
