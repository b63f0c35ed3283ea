import type { Clock } from '../../base/clock.ts';
import { formatTaskId, type TaskId } from '../../connect/names.ts';
import type { ConnectorInfo, ConnectorOffsets, ConnectorStateInfo } from '../../connect/rest/connectors.ts';
import type { TargetState } from '../../connect/state.ts';
import type { OffsetChange } from '../api/connector.ts';
import { ConnectException, NotFoundException } from '../api/exceptions.ts';
import type { PluginRegistry } from '../plugins/plugin-registry.ts';
import type { ConfigTransformer } from '../runtime/config-transformer.ts';
import type { ConnectorFactory } from '../runtime/remote-connector.ts';
import type { ConfigBackingStore, StoredConfig } from '../storage/config-backing-store.ts';
import type { OffsetBackingStore } from '../storage/offset-backing-store.ts';
import type { StatusBackingStore } from '../storage/status-backing-store.ts';
import { ConnectorOffsetsManager, type GroupPort, type OffsetsOf } from './connector-offsets.ts';
import { viewInfo, viewStatus, viewTaskStatus, viewTasks } from './connector-views.ts';
import { AlreadyExistsException, BadRequestException } from './exceptions.ts';
import type { Herder } from './herder.ts';
import type { InstanceManager } from './instance-manager.ts';
import { javaHashOrder } from './java-hash-order.ts';
import type { RequestQueue } from './request-queue.ts';
import { buildRestartPlan, type RestartRequest } from './restart-plan.ts';

/** What the herder works with. */
export interface StandaloneHerderDeps {
  readonly configs: ConfigBackingStore;
  readonly statuses: StatusBackingStore;
  readonly offsets: OffsetBackingStore;
  readonly groups: GroupPort;
  readonly plugins: PluginRegistry;
  readonly transformer: ConfigTransformer;
  readonly instances: InstanceManager;
  readonly queue: RequestQueue;
  readonly clock: Clock;
  readonly createConnector: ConnectorFactory;
  /** Rejects a config that must not be stored. Errors: BadRequestException. */
  readonly checkConfig: (config: StoredConfig) => Promise<void>;
}

/**
 * The herder of a single worker, which answers as the leader of a distributed cluster of one would.
 *
 * Source: kafka 4.x `DistributedHerder`; the texts of its errors.
 */
export class StandaloneHerder implements Herder {
  readonly #deps: StandaloneHerderDeps;
  readonly #offsets: ConnectorOffsetsManager;

  constructor(deps: StandaloneHerderDeps) {
    this.#deps = deps;
    this.#offsets = new ConnectorOffsetsManager(deps);
  }

  connectors(): string[] {
    return javaHashOrder(this.#deps.configs.names());
  }

  connectorInfo: Herder['connectorInfo'] = (name) => viewInfo(this.#deps, name);
  connectorStatus: Herder['connectorStatus'] = (name) => viewStatus(this.#deps, name);
  taskStatus: Herder['taskStatus'] = (id) => viewTaskStatus(this.#deps, id);
  taskInfos: Herder['taskInfos'] = (name) => viewTasks(this.#deps, name);
  connectorTopics: Herder['connectorTopics'] = (name) => this.#deps.statuses.topics(name);
  resetConnectorTopics: Herder['resetConnectorTopics'] = (name) => this.#deps.statuses.resetTopics(name);

  async createConnector(name: string, config: StoredConfig, initial?: TargetState): Promise<ConnectorInfo> {
    await this.#deps.checkConfig(config);
    return this.#deps.queue.run(`creating connector ${name}`, async () => {
      if (this.#deps.configs.has(name)) throw new AlreadyExistsException(`Connector ${name} already exists`);
      await this.#deps.configs.putConfig(name, config, initial);
      this.#startLater(name);
      return viewInfo(this.#deps, name);
    });
  }

  async putConnectorConfig(
    name: string,
    config: StoredConfig,
  ): Promise<{ created: boolean; info: ConnectorInfo }> {
    await this.#deps.checkConfig(config);
    return this.#deps.queue.run(`updating the config of connector ${name}`, async () => {
      const created = !this.#deps.configs.has(name);
      await this.#storeAndApply(name, config);
      return { created, info: viewInfo(this.#deps, name) };
    });
  }

  async patchConnectorConfig(name: string, patch: StoredConfig): Promise<ConnectorInfo> {
    const config = this.#deps.configs.config(name);
    if (!config) throw new NotFoundException(`Connector ${name} not found`);
    const patched: Record<string, string | null> = Object.assign(Object.create(null), config);
    for (const [key, value] of Object.entries(patch)) {
      if (value === null) delete patched[key];
      else patched[key] = value;
    }
    return (await this.putConnectorConfig(name, patched)).info;
  }

  async deleteConnector(name: string): Promise<void> {
    const { queue, configs, instances } = this.#deps;
    await queue.run(`deleting connector ${name}`, async () => {
      if (!configs.has(name)) throw new NotFoundException(`Connector ${name} not found`);
      await configs.remove(name);
      queue.background(`stopping connector ${name}`, () => instances.applyDelete(name));
    });
  }

  pauseConnector(name: string): Promise<void> {
    return this.#setTarget(name, 'PAUSED');
  }

  resumeConnector(name: string): Promise<void> {
    return this.#setTarget(name, 'STARTED');
  }

  stopConnector(name: string): Promise<void> {
    return this.#setTarget(name, 'STOPPED');
  }

  async restartConnector(name: string): Promise<void> {
    const { queue, instances, configs } = this.#deps;
    const { started } = await queue.run(`restarting connector ${name}`, () => {
      if (!configs.has(name)) throw new NotFoundException(`Unknown connector: ${name}`);
      return instances.applyRestart(name);
    });
    try {
      await queue.within(started);
    } catch (cause) {
      throw new ConnectException(`Failed to start connector: ${name}`, { cause });
    }
  }

  async restartConnectorAndTasks(name: string, request: RestartRequest): Promise<ConnectorStateInfo> {
    const { queue, configs, statuses, instances } = this.#deps;
    return queue.run(`processing restart request for connector ${name}`, () => {
      if (!configs.has(name)) throw new NotFoundException(`Unknown connector: ${name}`);
      const status = statuses.connector(name);
      if (!status) throw new NotFoundException(`Status for connector ${name} not found`);
      const plan = buildRestartPlan(request, status, statuses.tasks(name));
      const answer = viewStatus(this.#deps, name, plan);
      instances.markRestarting(name, plan);
      queue.background(`restarting connector ${name}`, () => instances.applyPlan(name, plan));
      return answer;
    });
  }

  async restartTask(id: TaskId): Promise<void> {
    const { queue, configs, instances } = this.#deps;
    const key = formatTaskId(id);
    await queue.run(`restarting task ${key}`, async () => {
      if (!configs.has(id.connector)) throw new NotFoundException(`Unknown connector: ${id.connector}`);
      if (!configs.taskConfigs(id.connector)[id.task]) throw new NotFoundException(`Unknown task: ${key}`);
      if (!(await instances.applyTaskRestart(id.connector, [id.task]))) {
        throw new ConnectException(`Failed to start task: ${key}`);
      }
    });
  }

  connectorOffsets(name: string): Promise<ConnectorOffsets> {
    return this.#offsets.read(this.#offsetsOf(name));
  }

  alterConnectorOffsets(name: string, changes: readonly OffsetChange[]): Promise<string> {
    return this.#modifyOffsets(name, (of) => this.#offsets.alter(of, changes));
  }

  resetConnectorOffsets(name: string): Promise<string> {
    return this.#modifyOffsets(name, (of) => this.#offsets.reset(of));
  }

  #modifyOffsets(name: string, modify: (of: OffsetsOf) => Promise<string>): Promise<string> {
    const { queue, configs } = this.#deps;
    return queue.run(`modifying offsets for connector ${name}`, () => {
      const of = this.#offsetsOf(name);
      if (configs.target(name) !== 'STOPPED' || configs.taskConfigs(name).length > 0) {
        throw new BadRequestException(
          `Connectors must be in the STOPPED state before their offsets can be modified. This can be done for the specified connector by issuing a 'PUT' request to the '/connectors/${name}/stop' endpoint`,
        );
      }
      return modify(of);
    });
  }

  #offsetsOf(name: string): OffsetsOf {
    const stored = this.#deps.configs.config(name);
    if (!stored) throw new NotFoundException(`Connector ${name} not found`);
    const resolved = this.#deps.transformer.resolve(stored);
    const plugin = this.#deps.plugins.findConnector(resolved.config['connector.class'] ?? '');
    if (!plugin) throw new BadRequestException(`The class of connector ${name} is not on this worker`);
    return { name, plugin, resolved };
  }

  async #setTarget(name: string, target: TargetState): Promise<void> {
    const { queue, configs, instances } = this.#deps;
    const what = `${target === 'STARTED' ? 'resuming' : target === 'PAUSED' ? 'pausing' : 'stopping'} connector ${name}`;
    await queue.run(what, async () => {
      if (!configs.has(name)) throw new NotFoundException(`Unknown connector ${name}`);
      await configs.putTarget(name, target);
      queue.background(what, () => instances.applyTarget(name));
    });
  }

  async #storeAndApply(name: string, config: StoredConfig): Promise<void> {
    const { configs, queue, instances } = this.#deps;
    const isKnown = configs.has(name);
    await configs.putConfig(name, config);
    if (!isKnown) {
      this.#startLater(name);
      return;
    }
    queue.background(`restarting connector ${name}`, async () => {
      const { started } = await instances.applyRestart(name);
      // Its failure is in its status already.
      void started.catch(() => undefined);
    });
  }

  #startLater(name: string): void {
    const { queue, instances } = this.#deps;
    queue.background(`starting connector ${name}`, () => {
      // Not awaited: a connector that hangs in start holds up nobody else; its failure is in its status.
      void instances.applyStart(name).catch(() => undefined);
    });
  }
}
