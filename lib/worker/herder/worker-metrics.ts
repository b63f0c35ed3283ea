import type { PluginRegistry } from '../plugins/plugin-registry.ts';
import type { Worker } from '../runtime/worker.ts';
import type { WorkerTask } from '../runtime/worker-task.ts';
import type { ConfigBackingStore } from '../storage/config-backing-store.ts';
import type { StatusBackingStore } from '../storage/status-backing-store.ts';

/** The metrics of one thing, as one MBean of Connect would have them: numbers, and texts such as a state. */
export interface MetricGroup {
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, number | string>>;
}

/** What metrics are read from. */
export interface MetricSources {
  readonly configs: ConfigBackingStore;
  readonly statuses: StatusBackingStore;
  readonly plugins: PluginRegistry;
  readonly worker: Worker;
}

type Counts = NonNullable<ReturnType<WorkerTask['counts']>>;

const ERRORS = /^(total-|deadletterqueue-|last-error)/;

/**
 * Reads the metrics of the worker, its connectors and its tasks under Connect's own names. Totals and times of a task are
 * since it started, rates of the last half minute.
 *
 * Source: kafka 4.x `ConnectMetricsRegistry`.
 */
export function readMetrics({ configs, statuses, plugins, worker }: MetricSources): MetricGroup[] {
  const names = configs.names();
  const running = new Map(
    worker.tasks().map((task) => [`${task.spec.id.connector}/${task.spec.id.task}`, task]),
  );
  const taskCount = names.reduce((sum, name) => sum + statuses.tasks(name).length, 0);
  return [
    {
      group: 'connect-worker-metrics',
      tags: {},
      values: { 'connector-count': names.length, 'task-count': taskCount },
    },
    ...names.map((connector): MetricGroup => {
      const className = configs.config(connector)?.['connector.class'] ?? '';
      const plugin = plugins.findConnector(className);
      return {
        group: 'connector-metrics',
        tags: { connector },
        values: {
          status: statuses.connector(connector)?.state.toLowerCase() ?? 'unassigned',
          'connector-class': plugin?.className ?? className,
          'connector-type': plugin?.type ?? 'unknown',
          'connector-version': plugin?.version ?? '',
        },
      };
    }),
    ...names.flatMap((connector) =>
      statuses.tasks(connector).flatMap(([task, status]) => {
        const tags = { connector, task: String(task) };
        return taskGroups(tags, status.state, running.get(`${connector}/${task}`));
      }),
    ),
  ];
}

function taskGroups(tags: MetricGroup['tags'], state: string, task: WorkerTask | undefined): MetricGroup[] {
  const counts = task?.counts();
  const status = { status: state.toLowerCase() };
  if (!task || !counts) return [{ group: 'connector-task-metrics', tags, values: status }];
  const totals = Object.entries(counts.totals);
  const own = totals.filter(([name]) =>
    /^(source-record|sink-record|offset-commit-(completion|skip))/.test(name),
  );
  const timing = task.spec.type === 'source' ? 'poll-batch' : 'put-batch';
  return [
    {
      group: 'connector-task-metrics',
      tags,
      values: { ...status, ...commitShares(counts), ...times(counts, 'offset-commit') },
    },
    {
      group: `${task.spec.type}-task-metrics`,
      tags,
      values: {
        ...Object.fromEntries(own),
        ...Object.fromEntries(own.map(([name]) => [name.replace(/-total$/, '-rate'), counts.rateOf(name)])),
        ...times(counts, timing),
      },
    },
    {
      group: 'task-error-metrics',
      tags,
      values: Object.fromEntries(totals.filter(([name]) => ERRORS.test(name))),
    },
  ];
}

function commitShares({ totals }: Counts): Record<string, number> {
  const success = totals['offset-commit-success-total'] ?? 0;
  const failure = totals['offset-commit-failure-total'] ?? 0;
  const share = (count: number) => (success + failure === 0 ? 0 : count / (success + failure));
  return {
    'offset-commit-success-percentage': share(success),
    'offset-commit-failure-percentage': share(failure),
  };
}

function times({ timings }: Counts, name: string): Record<string, number> {
  const { count = 0, sumMs = 0, maxMs = 0 } = timings[name] ?? {};
  return { [`${name}-avg-time-ms`]: count === 0 ? 0 : sumMs / count, [`${name}-max-time-ms`]: maxMs };
}
