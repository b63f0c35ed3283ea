import { type Clock, systemClock } from '../../../base/clock.ts';
import type { ConfigDef } from '../../api/config-def.ts';
import type { Config, Connector, ConnectorContext } from '../../api/connector.ts';
import { ConnectException } from '../../api/exceptions.ts';
import { readFaults, TASK_OPTION } from './options.ts';

/** A connector that fails when told to, and gives every task the same config. Source: kafka `MockConnector`. */
export class MockConnector implements Connector {
  readonly #definition: ConfigDef;
  readonly #clock: Clock;
  #config: Config = {};
  #context: ConnectorContext | undefined;
  #cancel: () => void = () => undefined;

  constructor(definition: ConfigDef, clock: Clock = systemClock) {
    this.#definition = definition;
    this.#clock = clock;
  }

  config(): ConfigDef {
    return this.#definition;
  }

  initialize(context: ConnectorContext): void {
    this.#context = context;
  }

  start(config: Config): void {
    this.#config = config;
    const { mode, delayMs } = readFaults(this.#definition, config);
    if (mode !== 'connector-failure') return;
    const error = new ConnectException(config.error_message ?? 'Simulated failure');
    this.#cancel = this.#clock.after(delayMs, () => this.#context?.raiseError(error));
  }

  taskConfigs(maxTasks: number): Config[] {
    return Array.from({ length: maxTasks }, (_, task) => ({ ...this.#config, [TASK_OPTION]: String(task) }));
  }

  stop(): void {
    this.#cancel();
  }

  alterOffsets(): boolean {
    return true;
  }
}
