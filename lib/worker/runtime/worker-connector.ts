import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { SerialQueue } from '../../base/serial-queue.ts';
import type { ConnectorState, TargetState } from '../../connect/state.ts';
import type { Config } from '../api/connector.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { ConnectorPlugin } from '../api/plugin.ts';
import type { ResolvedConfig } from './config-transformer.ts';
import { CONNECTOR_TRANSITIONS, type InstanceEvent, nextState } from './instance-states.ts';
import type { ConnectorFactory, RunningConnector } from './remote-connector.ts';
import { withTimeLimit } from './time-limit.ts';
import { formatTrace } from './trace.ts';

/** What a connector needs of its worker. */
export interface WorkerConnectorDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly createConnector: ConnectorFactory;
  readonly onStatus: (state: ConnectorState, trace: string | null) => void;
  readonly onReconfigurationRequest: () => void;
}

const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 5_000;
const TASK_CONFIGS_LIMIT_MS = 60_000;

/**
 * A connector and its state. Calls of the plugin run one after the other, apart from those of other connectors.
 *
 * Source: kafka `WorkerConnector`; states in `instance-states.ts`. A FAILED connector ignores pause and resume.
 */
export class WorkerConnector {
  readonly plugin: ConnectorPlugin;
  /** What it runs with. */
  readonly resolved: ResolvedConfig;
  readonly #name: string;
  readonly #deps: WorkerConnectorDeps;
  readonly #queue = new SerialQueue();
  #connector: RunningConnector | undefined;
  #isStarted = false;
  #state: ConnectorState = 'UNASSIGNED';

  constructor(name: string, plugin: ConnectorPlugin, resolved: ResolvedConfig, deps: WorkerConnectorDeps) {
    this.#name = name;
    this.plugin = plugin;
    this.resolved = resolved;
    this.#deps = deps;
  }

  get state(): ConnectorState {
    return this.#state;
  }

  /**
   * Brings the connector to a target state.
   *
   * Errors: what `start` or `stop` threw, after FAILED was reported. A FAILED connector stays so, except for STOPPED,
   * which is reached whatever `stop` throws.
   */
  transition(target: TargetState): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#state === 'FAILED' && target !== 'STOPPED') {
        this.#deps.log.warn(`Connector ${this.#name} has failed and cannot be paused or resumed`);
        return;
      }
      try {
        if (target === 'STARTED') await this.#start();
        else await this.#stop();
        this.#move(target === 'STARTED' ? 'started' : target === 'PAUSED' ? 'paused' : 'stopped');
      } catch (error) {
        if (target === 'STOPPED') {
          // Whoever stops a connector shall have it stopped, whatever it says to that.
          this.#deps.log.error(`Connector ${this.#name} failed in stop and is stopped all the same`, {
            error,
          });
          this.#move('stopped');
          return;
        }
        this.#move('failed', formatTrace(error));
        throw error;
      }
    });
  }

  /**
   * Asks the connector how to split its work.
   *
   * Shape: with the values of config providers. Errors: whatever it throws, or that it took too long.
   */
  taskConfigs(maxTasks: number): Promise<Config[]> {
    return this.#queue.run(() => {
      const message = `Timed out while generating task configs for connector ${this.#name}`;
      return this.#limit(TASK_CONFIGS_LIMIT_MS, message, () => this.#created().taskConfigs(maxTasks));
    });
  }

  /** Fails the connector from outside its own calls. */
  fail(error: unknown): void {
    this.#move('failed', formatTrace(this.resolved.redaction.error(error)));
  }

  /** Ends the instance; afterwards the object is of no use. */
  shutdown(): Promise<void> {
    return this.#queue.run(async () => {
      await this.#stop().catch((error: unknown) =>
        this.#deps.log.warn(`Connector ${this.#name} failed in stop`, { error }),
      );
      this.#connector?.dispose?.();
      this.#move('shutdown');
    });
  }

  /** Ends the thread of a connector that does not shut down, if it has one. */
  abandon(): void {
    this.#connector?.dispose?.();
  }

  async #start(): Promise<void> {
    if (this.#isStarted) return;
    const message = `Timed out while starting connector ${this.#name}`;
    await this.#limit(START_LIMIT_MS, message, () => this.#created().start(this.resolved.config));
    this.#isStarted = true;
  }

  async #stop(): Promise<void> {
    if (!this.#isStarted) return;
    this.#isStarted = false;
    const message = `Timed out while stopping connector ${this.#name}`;
    await this.#limit(STOP_LIMIT_MS, message, () => this.#connector?.stop?.());
  }

  #created(): RunningConnector {
    if (this.#connector) return this.#connector;
    const connector = this.#deps.createConnector(this.plugin);
    connector.initialize?.({
      requestTaskReconfiguration: () => this.#deps.onReconfigurationRequest(),
      raiseError: (error) => this.fail(error),
    });
    this.#connector = connector;
    return connector;
  }

  /** What the plugin throws leaves here without the values of config providers. */
  async #limit<T>(ms: number, message: string, call: () => T | Promise<T>): Promise<T> {
    try {
      return await withTimeLimit(this.#deps.clock, ms, message, call);
    } catch (error) {
      throw this.resolved.redaction.error(error);
    }
  }

  #move(event: InstanceEvent, trace: string | null = null): void {
    const next = nextState(CONNECTOR_TRANSITIONS, this.#state, event);
    if (next === undefined || (next === this.#state && event !== 'failed')) return;
    this.#state = next;
    this.#deps.onStatus(next, trace);
  }
}

/** The failure of a connector whose class this worker does not have. */
export function unknownClass(className: string | undefined): ConnectException {
  return new ConnectException(
    `Failed to find any class that implements Connector and which name matches ${className ?? 'null'}`,
  );
}
