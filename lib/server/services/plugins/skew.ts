import 'server-only';
import type { PluginSkew, PluginSkewList } from '@/lib/api/plugins';
import { authorize } from '../../auth/authorize';
import { toClusterProblem } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';

const CACHED_MS = 60_000;
const TIMEOUT_MS = 5_000;
/** What stands for the worker itself beside its plugins. */
const WORKER = null;

const cache = new WeakMap<ClusterWatch, { until: number; list: Promise<PluginSkewList> }>();

/**
 * Compares what the workers of each cluster with several URLs have installed, from answers at most 60 s old.
 *
 * Shape: one entry for each class, or the worker itself, whose version is not the same everywhere. A worker that
 * cannot be asked is named in `problems` and counts for no difference; one whose cluster is unreachable is not asked.
 */
export async function listPluginSkew(context: VerbContext): Promise<PluginSkewList> {
  authorize(context.actor, 'plugins/read');
  const { clock, fleet } = context.console;
  const watches = fleet
    .watches()
    .filter((watch) => watch.client.urls.length > 1 && watch.reachability.state !== 'unreachable');
  const lists = await Promise.all(
    watches.map((watch) => {
      const known = cache.get(watch);
      if (known && clock.monotonic() < known.until) return known.list;
      const list = compareWorkers(watch);
      cache.set(watch, { until: clock.monotonic() + CACHED_MS, list });
      return list;
    }),
  );
  return { skews: lists.flatMap(({ skews }) => skews), problems: lists.flatMap(({ problems }) => problems) };
}

async function compareWorkers(watch: ClusterWatch): Promise<PluginSkewList> {
  const { client, definition } = watch;
  const clusterId = definition.id;
  const problems: PluginSkewList['problems'] = [];
  const installed = new Map<string, Map<string | null, string>>();
  await Promise.all(
    client.urls.map(async (url) => {
      const options = { only: url, timeoutMs: TIMEOUT_MS };
      try {
        const [root, plugins] = await Promise.all([
          client.call('root', options),
          client.call('listPlugins', options),
        ]);
        const versions = new Map<string | null, string>([[WORKER, root.version]]);
        for (const { class: name, version } of plugins) {
          const known = versions.get(name);
          // From 4.1 on a worker may hold several versions of one class.
          versions.set(name, known === undefined ? (version ?? '') : `${known}, ${version ?? ''}`);
        }
        installed.set(url, versions);
      } catch (error) {
        problems.push({ clusterId, url, message: toClusterProblem(error).message });
      }
    }),
  );
  const urls = client.urls.filter((url) => installed.has(url));
  const names = new Set(urls.flatMap((url) => [...(installed.get(url)?.keys() ?? [])]));
  const skews = [...names].map((name): PluginSkew => {
    const versions = urls.map((url) => ({ url, version: installed.get(url)?.get(name) ?? null }));
    return { clusterId, class: name, versions };
  });
  return { skews: skews.filter(isSkewed).sort(byClass), problems };
}

function isSkewed({ versions }: PluginSkew): boolean {
  return new Set(versions.map(({ version }) => version)).size > 1;
}

function byClass(a: PluginSkew, b: PluginSkew): number {
  return (a.class ?? '').localeCompare(b.class ?? '');
}
