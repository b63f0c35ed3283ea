import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { ConnectException } from '../api/exceptions.ts';
import { type PluginDescription, type RegisteredPlugin, standIn } from '../plugins/plugin-description.ts';
import { builtInPlugins, findPackages } from '../plugins/plugin-loader.ts';
import { programUrl, type ThreadLimits } from './plugin-thread.ts';
import { ThreadCaller } from './thread-calls.ts';
import { withTimeLimit } from './time-limit.ts';

/** What the discovery works with. */
export interface DiscoveryDeps {
  readonly log: Logger;
  readonly clock: Clock;
  readonly limits: ThreadLimits;
}

const LOAD_LIMIT_MS = 30_000;

/**
 * Finds the built-in plugins and those of every package below the given folders.
 *
 * Shape: packages are loaded in a thread that ends afterwards, so that no code of theirs is ever in the main thread, which
 * only knows their descriptions. One that cannot be loaded, spins or exits is logged by name and left out.
 */
export async function discoverPlugins(
  folders: readonly string[],
  deps: DiscoveryDeps,
): Promise<RegisteredPlugin[]> {
  const { log, clock } = deps;
  const found = await builtInPlugins();
  let caller: ThreadCaller | undefined;
  for (const { dir, moduleUrl } of findPackages(folders, log)) {
    const thread: ThreadCaller = caller?.isAlive ? caller : openThread(deps);
    caller = thread;
    try {
      const load = () => thread.call<PluginDescription[]>('describe', moduleUrl());
      found.push(...(await withTimeLimit(clock, LOAD_LIMIT_MS, 'It takes too long', load)).map(standIn));
    } catch (error) {
      log.error(`Plugin package ${dir} cannot be loaded and is left out`, { error });
      thread.end(error);
    }
  }
  caller?.end(new ConnectException('All plugins are found'));
  return found;
}

function openThread({ clock, limits }: DiscoveryDeps): ThreadCaller {
  const url = programUrl('discovery-thread', import.meta.url);
  const program = { url, name: 'discovery-thread', whose: 'the plugin package', data: undefined };
  return new ThreadCaller(program, limits, clock, { onEvent: () => undefined, onGone: () => undefined });
}
