import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { formatTaskId, type TaskId } from '../../connect/names.ts';
import type { ConnectorState, TargetState, TaskState } from '../../connect/state.ts';
import type { Config } from '../api/connector.ts';
import type { ConsumerPort, OffsetReaderPort, ProducerPort } from '../kafka/ports.ts';
import type { PluginRegistry } from '../plugins/plugin-registry.ts';
import type { ConfigTransformer, ResolvedConfig } from './config-transformer.ts';
import type { ThreadLimits } from './plugin-thread.ts';
import type { ConnectorFactory } from './remote-connector.ts';
import { buildTaskSpec, type WorkerDefaults } from './task-spec.ts';
import { formatTrace } from './trace.ts';
import { unknownClass, WorkerConnector } from './worker-connector.ts';
import { WorkerTask } from './worker-task.ts';

/** What the worker reports to its herder. */
export interface WorkerListener {
  onConnectorStatus(
    name: string,
    state: ConnectorState,
    trace: string | null,
    version: string | undefined,
  ): void;
  onTaskStatus(id: TaskId, state: TaskState, trace: string | null, version: string | undefined): void;
  onReconfigurationRequest(name: string): void;
  onTopic(id: TaskId, topic: string): void;
}

/** What the worker works with. Units: milliseconds, as the names say. */
export interface WorkerDeps {
  readonly plugins: PluginRegistry;
  readonly transformer: ConfigTransformer;
  readonly ports: ProducerPort & ConsumerPort;
  readonly offsets: OffsetReaderPort;
  readonly clock: Clock;
  readonly logFor: (name: string) => Logger;
  readonly listener: WorkerListener;
  readonly defaults: WorkerDefaults;
  readonly taskGraceMs: number;
  readonly threadLimits: ThreadLimits;
  readonly createConnector: ConnectorFactory;
}

const CONNECTOR_GRACE_MS = 5_000;

/** Which task to start, and with what; configs with their references, as they are stored. */
export interface TaskStart {
  readonly id: TaskId;
  readonly taskCount: number;
  readonly taskConfig: Config;
  readonly connectorConfig: Config;
  readonly target: TargetState;
}

/**
 * Holds the connectors and tasks that run here. Only the herder calls it, from its queue.
 *
 * Source: kafka `Worker`.
 */
export class Worker {
  readonly #deps: WorkerDeps;
  readonly #connectors = new Map<string, WorkerConnector>();
  readonly #tasks = new Map<string, WorkerTask>();

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
  }

  connector(name: string): WorkerConnector | undefined {
    return this.#connectors.get(name);
  }

  hasTask(id: TaskId): boolean {
    return this.#tasks.has(formatTaskId(id));
  }

  /**
   * Creates the connector, resolves its references and brings it to its target state.
   *
   * Errors: why it failed; FAILED with the trace has been reported then.
   */
  async startConnector(name: string, config: Config, target: TargetState): Promise<void> {
    const { plugins, listener, clock, logFor, createConnector } = this.#deps;
    const plugin = plugins.findConnector(config['connector.class'] ?? '');
    let resolved: ResolvedConfig;
    try {
      if (!plugin) throw unknownClass(config['connector.class']);
      resolved = this.#deps.transformer.require(config);
    } catch (error) {
      listener.onConnectorStatus(name, 'FAILED', formatTrace(error), plugin?.version);
      throw error;
    }
    const connector: WorkerConnector = new WorkerConnector(name, plugin, resolved, {
      clock,
      createConnector,
      log: logFor('org.apache.kafka.connect.runtime.WorkerConnector').with({ connector: name }),
      onStatus: (state, trace) => {
        // An instance that was given up on may still speak; it is not this worker's any more.
        if (this.#connectors.get(name) !== connector) return;
        listener.onConnectorStatus(name, state, trace, plugin.version);
      },
      onReconfigurationRequest: () => listener.onReconfigurationRequest(name),
    });
    this.#connectors.set(name, connector);
    await connector.transition(target);
  }

  /** Ends a connector, or gives it up when it does not end in time. */
  async stopConnector(name: string): Promise<void> {
    const connector = this.#connectors.get(name);
    if (!connector) return;
    await Promise.race([connector.shutdown(), this.#deps.clock.sleep(CONNECTOR_GRACE_MS)]);
    connector.abandon();
    this.#connectors.delete(name);
  }

  /** Starts a task; what is wrong with it is reported as its status. Returns whether its thread was started. */
  startTask(start: TaskStart): boolean {
    const { plugins, transformer, listener, defaults, ports, offsets, clock, logFor, threadLimits } =
      this.#deps;
    const key = formatTaskId(start.id);
    try {
      const spec = buildTaskSpec(start, { plugins, transformer, defaults });
      const kind = spec.type === 'source' ? 'WorkerSourceTask' : 'WorkerSinkTask';
      const task: WorkerTask = new WorkerTask(spec, {
        ports,
        offsets,
        clock,
        limits: threadLimits,
        log: logFor(`org.apache.kafka.connect.runtime.${kind}`).with({ task: key }),
        onStatus: (state, trace) => listener.onTaskStatus(start.id, state, trace, spec.version),
        onTopic: (topic) => listener.onTopic(start.id, topic),
      });
      this.#tasks.set(key, task);
      task.start();
      return true;
    } catch (error) {
      const version = plugins.findConnector(start.connectorConfig['connector.class'] ?? '')?.version;
      listener.onTaskStatus(start.id, 'FAILED', formatTrace(error), version);
      return false;
    }
  }

  /** Stops the given tasks beside each other, each within the grace time. */
  async stopTasks(ids: readonly TaskId[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        await this.#tasks.get(formatTaskId(id))?.stop(this.#deps.taskGraceMs);
        this.#tasks.delete(formatTaskId(id));
      }),
    );
  }

  /** The tasks that run here, or ran until they failed. */
  tasks(): readonly WorkerTask[] {
    return [...this.#tasks.values()];
  }

  tasksOf(connector: string): TaskId[] {
    return [...this.#tasks.values()].map((task) => task.spec.id).filter((id) => id.connector === connector);
  }

  setPaused(connector: string, isPaused: boolean): void {
    for (const task of this.#tasks.values()) {
      if (task.spec.id.connector !== connector) continue;
      if (isPaused) task.pause();
      else task.resume();
    }
  }

  /** Stops everything: tasks first flush and commit, then connectors end. */
  async close(): Promise<void> {
    await this.stopTasks([...this.#tasks.values()].map((task) => task.spec.id));
    await Promise.all([...this.#connectors.keys()].map((name) => this.stopConnector(name)));
  }
}
