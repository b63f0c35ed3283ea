import 'server-only';
import type { PluginList, PluginRow } from '@/lib/api/plugins';
import type { ClusterId } from '@/lib/connect/names';
import type { PluginInfo } from '@/lib/connect/rest/plugins';
import { authorize } from '../../auth/authorize';
import { toClusterProblem } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';

const CACHED_MS = 60_000;
const TIMEOUT_MS = 5_000;
const cache = new WeakMap<ClusterWatch, { until: number; plugins: Promise<PluginInfo[]> }>();

/**
 * Lists the plugins of one cluster or of all, from answers at most 60 s old.
 *
 * Shape: a cluster that cannot be asked is named in `problems`; one known to be unreachable is not waited for. Errors: NotFoundError for an unknown cluster.
 */
export async function listPlugins(
  context: VerbContext,
  input: { clusterId?: ClusterId | undefined } = {},
): Promise<PluginList> {
  authorize(context.actor, 'plugins/read', input.clusterId ? { clusterId: input.clusterId } : {});
  const { fleet } = context.console;
  const watches = input.clusterId ? [fleet.watch(input.clusterId)] : fleet.watches();
  const lists = await Promise.all(
    watches.map(async (watch): Promise<PluginList> => {
      const clusterId = watch.definition.id;
      const { state, problem } = watch.reachability;
      if (state === 'unreachable' && problem) {
        return { plugins: [], problems: [{ clusterId, message: problem.message }] };
      }
      try {
        const plugins = await pluginsOf(context, watch);
        return { plugins: plugins.map((plugin) => toRow(watch, plugin)), problems: [] };
      } catch (error) {
        return { plugins: [], problems: [{ clusterId, message: toClusterProblem(error).message }] };
      }
    }),
  );
  return {
    plugins: lists.flatMap(({ plugins }) => plugins),
    problems: lists.flatMap(({ problems }) => problems),
  };
}

function pluginsOf(context: VerbContext, watch: ClusterWatch): Promise<PluginInfo[]> {
  const now = context.console.clock.monotonic();
  const cached = cache.get(watch);
  if (cached && now < cached.until) return cached.plugins;
  const plugins = watch.client.call('listPlugins', { timeoutMs: TIMEOUT_MS });
  cache.set(watch, { until: now + CACHED_MS, plugins });
  plugins.catch(() => cache.delete(watch));
  return plugins;
}

function toRow(watch: ClusterWatch, plugin: PluginInfo): PluginRow {
  const users = watch.state.rows().filter(({ pluginClass }) => isSameClass(pluginClass, plugin.class));
  return {
    clusterId: watch.definition.id,
    class: plugin.class,
    type: plugin.type,
    version: plugin.version ?? null,
    connectors: users.length,
  };
}

/** A config may name a class in full, by its simple name, or without `Connector` at the end. */
function isSameClass(configured: string | null, pluginClass: string): boolean {
  if (configured === null) return false;
  const simple = pluginClass.slice(pluginClass.lastIndexOf('.') + 1);
  return [pluginClass, simple, simple.replace(/Connector$/, '')].includes(configured);
}
