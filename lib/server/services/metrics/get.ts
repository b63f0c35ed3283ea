import 'server-only';
import { Breaks } from '@/lib/base/breaks';
import { HEALTHS } from '@/lib/connect/state';
import { authorize } from '../../auth/authorize';
import type { Console, VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import { toClusterSummary } from '../../fleet/summary';
import { Exposition } from '../../metrics/exposition';
import { writeProcess } from '../../metrics/process';

/**
 * Writes what the console knows as Prometheus text, from memory: a scrape asks no worker.
 *
 * Shape: names, states and counts only; no config, no trace, no cause.
 */
export async function getMetrics(context: VerbContext): Promise<string> {
  authorize(context.actor, 'connectors/read');
  const { console: running } = context;
  const out = new Exposition();
  const loop = running.loop.take();
  const watches = running.fleet.watches();
  writeClusters(out, watches, running.clock.now());
  await writeConnectors(out, watches);
  writeCounters(out, running);
  out.metric(
    'sluice_event_listeners',
    'gauge',
    'Browsers that listen to server-sent events.',
  )(running.hub.listeners);
  writeProcess(out, loop);
  return out.toString();
}

function writeClusters(out: Exposition, watches: readonly ClusterWatch[], now: number): void {
  const all = watches.map((watch) => ({ ...toClusterSummary(watch), cluster: watch.definition.id }));
  const reachable = out.metric(
    'sluice_cluster_reachable',
    'gauge',
    'Whether the cluster answers: 1 live or late once, 0 not.',
  );
  for (const { cluster, reachability } of all) {
    reachable(['live', 'stale', 'rebalancing'].includes(reachability.state) ? 1 : 0, { cluster });
  }
  const state = out.metric(
    'sluice_cluster_reachability',
    'gauge',
    'Reachability of the cluster, 1 for the current one.',
  );
  for (const { cluster, reachability } of all) state(1, { cluster, state: reachability.state });
  const took = out.metric(
    'sluice_cluster_poll_duration_seconds',
    'gauge',
    'How long the last good look took.',
  );
  for (const { cluster, reachability } of all) {
    if (reachability.pollMs !== null) took(reachability.pollMs / 1000, { cluster });
  }
  const age = out.metric('sluice_cluster_poll_age_seconds', 'gauge', 'Time since the last good look.');
  for (const { cluster, reachability } of all) {
    if (reachability.asOf !== null) age(Math.max(0, now - reachability.asOf) / 1000, { cluster });
  }
  const connectors = out.metric('sluice_cluster_connectors', 'gauge', 'Connectors by cluster and health.');
  for (const { cluster, connectors: counts } of all) {
    for (const health of HEALTHS) connectors(counts.byHealth[health] ?? 0, { cluster, health });
  }
  const tasks = out.metric('sluice_cluster_tasks', 'gauge', 'Tasks by cluster.');
  for (const { cluster, tasks: counts } of all) tasks(counts.total, { cluster });
  const runningTasks = out.metric('sluice_cluster_tasks_running', 'gauge', 'Tasks that say RUNNING.');
  for (const { cluster, tasks: counts } of all) runningTasks(counts.running, { cluster });
  const failedTasks = out.metric('sluice_cluster_tasks_failed', 'gauge', 'Tasks that say FAILED.');
  for (const { cluster, tasks: counts } of all) failedTasks(counts.failed, { cluster });
}

async function writeConnectors(out: Exposition, watches: readonly ClusterWatch[]): Promise<void> {
  const breaks = new Breaks();
  const rows = watches.flatMap((watch) => watch.state.rows());
  const state = out.metric(
    'sluice_connector_state',
    'gauge',
    'State of the connector, 1 for the current one.',
  );
  for (const row of rows) {
    if (breaks.isDue()) await breaks.take();
    state(1, { cluster: row.clusterId, connector: row.name, state: row.state ?? 'UNKNOWN' });
  }
  const task = out.metric('sluice_task_state', 'gauge', 'State of the task, 1 for the current one.');
  for (const row of rows) {
    if (breaks.isDue()) await breaks.take();
    for (const { id, state: now } of row.tasks) {
      task(1, { cluster: row.clusterId, connector: row.name, task: String(id), state: now });
    }
  }
}

function writeCounters(out: Exposition, { counters }: Console): void {
  const transitions = out.metric(
    'sluice_transitions_total',
    'counter',
    'Observed changes of state since the console started, by the state they led to.',
  );
  for (const { labels, value } of counters.allTransitions()) {
    const [cluster = '', of = '', to = ''] = labels;
    transitions(value, { cluster, of, to });
  }
  const actions = out.metric(
    'sluice_actions_total',
    'counter',
    'Finished actions since the console started, by kind and outcome.',
  );
  for (const { labels, value } of counters.allActions()) {
    const [cluster = '', kind = '', outcome = ''] = labels;
    actions(value, { cluster, kind, outcome });
  }
}
