import { formatTaskId, type TaskId } from '../../connect/names.ts';
import type {
  ConnectorInfo,
  ConnectorStateInfo,
  TaskInfo,
  TaskStateInfo,
} from '../../connect/rest/connectors.ts';
import { NotFoundException } from '../api/exceptions.ts';
import type { PluginRegistry } from '../plugins/plugin-registry.ts';
import type { ConfigBackingStore } from '../storage/config-backing-store.ts';
import type { Status, StatusBackingStore } from '../storage/status-backing-store.ts';
import type { RestartPlan } from './restart-plan.ts';

/** What the views are made from. */
export interface ViewSources {
  readonly configs: ConfigBackingStore;
  readonly statuses: StatusBackingStore;
  readonly plugins: PluginRegistry;
}

/** Builds `GET /connectors/{c}`. Errors: NotFoundException. */
export function viewInfo(sources: ViewSources, name: string): ConnectorInfo {
  const config = sources.configs.config(name);
  if (!config) throw new NotFoundException(`Connector ${name} not found`);
  return { name, config, tasks: sources.configs.taskIds(name), type: typeOf(sources, name) };
}

/** Builds `GET /connectors/{c}/tasks`. Errors: NotFoundException. */
export function viewTasks(sources: ViewSources, name: string): TaskInfo[] {
  if (!sources.configs.has(name)) throw new NotFoundException(`Connector ${name} not found`);
  return sources.configs.taskConfigs(name).map((config, task) => ({ id: { connector: name, task }, config }));
}

/**
 * Builds `GET /connectors/{c}/status`; with a plan, what it selects shows as RESTARTING and keeps its trace.
 *
 * Errors: NotFoundException while there is no status.
 */
export function viewStatus(sources: ViewSources, name: string, plan?: RestartPlan): ConnectorStateInfo {
  const status = sources.statuses.connector(name);
  if (!status) throw new NotFoundException(`No status found for connector ${name}`);
  const tasks = sources.statuses
    .tasks(name)
    .map(([id, task]) => viewTask(id, task, plan?.tasks.includes(id)));
  return { name, connector: viewState(status, plan?.connector), tasks, type: typeOf(sources, name) };
}

/** Builds `GET /connectors/{c}/tasks/{n}/status`. Errors: NotFoundException. */
export function viewTaskStatus(sources: ViewSources, id: TaskId): TaskStateInfo {
  const status = sources.statuses.task(id);
  if (!status) throw new NotFoundException(`No status found for task ${formatTaskId(id)}`);
  return viewTask(id.task, status);
}

function viewTask(id: number, status: Status, isRestarting = false): TaskStateInfo {
  return { id, ...viewState(status, isRestarting) };
}

function viewState(status: Status, isRestarting = false) {
  const state = isRestarting ? 'RESTARTING' : status.state;
  const view = { state, worker_id: status.worker_id, version: status.version };
  return status.trace ? { ...view, trace: status.trace } : view;
}

function typeOf({ configs, plugins }: ViewSources, name: string): string {
  return plugins.findConnector(configs.config(name)?.['connector.class'] ?? '')?.type ?? 'unknown';
}
