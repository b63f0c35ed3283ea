import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { TaskId } from '../../connect/names.ts';
import type { TargetState } from '../../connect/state.ts';
import { ConnectException } from '../api/exceptions.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import type { Worker, WorkerListener } from '../runtime/worker.ts';
import type { ConfigBackingStore, StoredConfig } from '../storage/config-backing-store.ts';
import type { Status, StatusBackingStore } from '../storage/status-backing-store.ts';
import type { RequestQueue } from './request-queue.ts';
import type { RestartPlan } from './restart-plan.ts';
import { areSameConfigs, buildTaskConfigs, isSameConfig, maxTasksOf, toConfig } from './task-configs.ts';

/** What the manager works with. */
export interface InstanceManagerDeps {
  readonly configs: ConfigBackingStore;
  readonly statuses: StatusBackingStore;
  readonly queue: RequestQueue;
  readonly clock: Clock;
  readonly log: Logger;
  readonly workerId: string;
  /** Whether it is written down which topics a connector uses. */
  readonly tracksTopics: boolean;
}

const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 60_000;
const RETRY_STORAGE_MS = 1_000;

/**
 * Brings what runs in line with what is stored: starts, stops and reconfigures connectors and tasks, and writes down
 * their statuses.
 *
 * Invariant: every method named `apply…` runs in the request queue. A connector's start is not awaited there, so one
 * that hangs holds up nobody else. Source: kafka 4.x `DistributedHerder` (the leader and only member).
 */
export class InstanceManager implements WorkerListener {
  readonly #deps: InstanceManagerDeps;
  /** The connector config its running tasks were started with. */
  readonly #taskBasis = new Map<string, StoredConfig>();
  readonly #retryMs = new Map<string, number>();
  #worker: Worker | undefined;
  #isClosed = false;

  constructor(deps: InstanceManagerDeps) {
    this.#deps = deps;
  }

  /** Gives it its worker; the worker needs this object as listener first. */
  attach(worker: Worker): void {
    this.#worker = worker;
  }

  /** Starts everything that is stored, each by its target state. */
  applyAll(): void {
    const { configs, log } = this.#deps;
    this.#forgetLastRun();
    for (const name of configs.names()) {
      this.#startTasks(name, configs.taskIds(name));
      void this.applyStart(name).catch((error: unknown) =>
        log.error(`Connector ${name} failed to start`, { error }),
      );
    }
  }

  /** Starts the connector; resolves when it has started, and then its tasks are looked after. */
  async applyStart(name: string): Promise<void> {
    const { configs } = this.#deps;
    const config = configs.config(name);
    if (!config) return;
    const target = configs.target(name);
    await this.#required().startConnector(name, toConfig(config), target);
    if (target === 'STARTED') this.onReconfigurationRequest(name);
  }

  async applyRestart(name: string): Promise<{ started: Promise<void> }> {
    await this.#required().stopConnector(name);
    return { started: this.applyStart(name) };
  }

  /** Brings connector and tasks to the stored target state. */
  async applyTarget(name: string): Promise<void> {
    const { configs, log } = this.#deps;
    if (!configs.has(name)) return;
    const target: TargetState = configs.target(name);
    const worker = this.#required();
    if (target === 'STOPPED') await this.#removeTasks(name, worker.tasksOf(name));
    else worker.setPaused(name, target === 'PAUSED');
    const moved = worker.connector(name)?.transition(target) ?? Promise.resolve();
    void moved.then(
      () => target === 'STARTED' && this.onReconfigurationRequest(name),
      (error: unknown) => log.error(`Connector ${name} failed to become ${target}`, { error }),
    );
  }

  /** Ends a deleted connector and forgets its statuses. */
  async applyDelete(name: string): Promise<void> {
    const { configs, statuses } = this.#deps;
    const worker = this.#required();
    await worker.stopTasks(worker.tasksOf(name));
    await worker.stopConnector(name);
    this.#taskBasis.delete(name);
    if (configs.has(name)) return;
    for (const [task] of statuses.tasks(name)) statuses.putTask({ connector: name, task }, null);
    statuses.putConnector(name, null);
    statuses.resetTopics(name);
  }

  /** Shows RESTARTING for what a plan selects. */
  markRestarting(name: string, plan: RestartPlan): void {
    const { statuses } = this.#deps;
    const connector = statuses.connector(name);
    if (plan.connector && connector) statuses.putConnector(name, this.#restarting(connector));
    for (const task of plan.tasks) {
      const status = statuses.task({ connector: name, task });
      if (status) statuses.putTask({ connector: name, task }, this.#restarting(status));
    }
  }

  async applyPlan(name: string, plan: RestartPlan): Promise<void> {
    const { log } = this.#deps;
    if (plan.connector) {
      const { started } = await this.applyRestart(name);
      void started.catch((error: unknown) => log.error(`Connector ${name} failed to start`, { error }));
    }
    await this.applyTaskRestart(name, plan.tasks);
  }

  /** Restarts tasks; false when one could not even be started. */
  async applyTaskRestart(name: string, tasks: readonly number[]): Promise<boolean> {
    const ids = tasks.map((task) => ({ connector: name, task }));
    await this.#required().stopTasks(ids);
    return this.#startTasks(name, ids);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#required().close();
  }

  onConnectorStatus: WorkerListener['onConnectorStatus'] = (name, state, trace, version) => {
    this.#deps.statuses.putConnector(name, this.#status(state, trace, version));
  };

  onTaskStatus: WorkerListener['onTaskStatus'] = (id, state, trace, version) => {
    this.#deps.statuses.putTask(id, this.#status(state, trace, version));
  };

  onTopic: WorkerListener['onTopic'] = (id, topic) => {
    if (this.#deps.tracksTopics) this.#deps.statuses.addTopic(id, topic, this.#deps.clock.now());
  };

  onReconfigurationRequest: WorkerListener['onReconfigurationRequest'] = (name) => {
    if (this.#isClosed) return;
    this.#deps.queue.background(`generating task configs for connector ${name}`, () =>
      this.#reconfigure(name),
    );
  };

  async #reconfigure(name: string): Promise<void> {
    const { configs, log, clock } = this.#deps;
    const config = configs.config(name);
    const connector = this.#required().connector(name);
    if (!config || !connector || configs.target(name) !== 'STARTED' || connector.state !== 'RUNNING') return;
    const { resolved, plugin } = connector;
    try {
      const answered = await connector.taskConfigs(maxTasksOf(resolved.config));
      this.#retryMs.delete(name);
      await this.#applyTaskConfigs(name, config, buildTaskConfigs(name, plugin, resolved, answered));
    } catch (error) {
      if (isTooManyTasks(error)) {
        connector.fail(error);
        return;
      }
      // That the log cannot be written is reported already.
      if (error instanceof ConnectException && error.cause instanceof KafkaStorageException) {
        clock.after(RETRY_STORAGE_MS, () => this.onReconfigurationRequest(name));
        return;
      }
      const ms = this.#retryMs.get(name) ?? RETRY_FIRST_MS;
      this.#retryMs.set(name, Math.min(ms * 2, RETRY_MAX_MS));
      log.error(`Connector ${name} failed to generate task configs; trying again in ${ms} ms`, { error });
      clock.after(ms, () => this.onReconfigurationRequest(name));
    }
  }

  async #applyTaskConfigs(
    name: string,
    config: StoredConfig,
    wanted: readonly StoredConfig[],
  ): Promise<void> {
    const { configs } = this.#deps;
    const basis = this.#taskBasis.get(name);
    const isCurrent = basis !== undefined && isSameConfig(basis, config);
    if (isCurrent && areSameConfigs(configs.taskConfigs(name), wanted)) return;
    const worker = this.#required();
    const running = worker.tasksOf(name);
    // Stored first: what cannot be stored must not stop what runs.
    await configs.putTaskConfigs(name, wanted);
    await worker.stopTasks(running);
    await this.#removeTasks(
      name,
      running.filter((id) => id.task >= wanted.length),
    );
    this.#startTasks(name, configs.taskIds(name));
  }

  #startTasks(name: string, ids: readonly TaskId[]): boolean {
    const { configs } = this.#deps;
    const connectorConfig = configs.config(name);
    if (!connectorConfig) return false;
    this.#taskBasis.set(name, connectorConfig);
    const all = configs.taskConfigs(name);
    const started = ids.map((id) => {
      const taskConfig = all[id.task];
      if (!taskConfig) return false;
      return this.#required().startTask({
        id,
        taskCount: all.length,
        taskConfig: toConfig(taskConfig),
        connectorConfig: toConfig(connectorConfig),
        target: configs.target(name),
      });
    });
    return started.every(Boolean);
  }

  async #removeTasks(name: string, ids: readonly TaskId[]): Promise<void> {
    const { statuses, configs } = this.#deps;
    await this.#required().stopTasks(ids);
    const kept =
      configs.target(name) === 'STOPPED'
        ? []
        : statuses.tasks(name).filter(([task]) => !ids.some((id) => id.task === task));
    for (const [task] of statuses.tasks(name)) {
      if (!kept.some(([other]) => other === task)) statuses.putTask({ connector: name, task }, null);
    }
  }

  /** After a crash the stored statuses are those of a worker that is gone; none of them runs now. */
  #forgetLastRun(): void {
    const { configs, statuses } = this.#deps;
    for (const name of statuses.names()) {
      const isKnown = configs.has(name);
      const connector = statuses.connector(name);
      if (connector) statuses.putConnector(name, isKnown ? unassigned(connector) : null);
      for (const [task, status] of statuses.tasks(name)) {
        const isWanted = isKnown && task < configs.taskConfigs(name).length;
        statuses.putTask({ connector: name, task }, isWanted ? unassigned(status) : null);
      }
    }
  }

  #status(state: string, trace: string | null, version: string | undefined): Status {
    return { state, trace, worker_id: this.#deps.workerId, generation: 0, version: version ?? null };
  }

  #restarting(status: Status): Status {
    return { ...status, state: 'RESTARTING', trace: null, worker_id: this.#deps.workerId };
  }

  #required(): Worker {
    if (!this.#worker) throw new ConnectException('Worker is still starting up');
    return this.#worker;
  }
}

function unassigned(status: Status): Status {
  return { ...status, state: 'UNASSIGNED', trace: null };
}

function isTooManyTasks(error: unknown): boolean {
  return error instanceof ConnectException && error.message.includes('tasks, which is greater than');
}
