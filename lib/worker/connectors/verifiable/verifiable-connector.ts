import type { ConfigDef } from '../../api/config-def.ts';
import type { Config, Connector } from '../../api/connector.ts';

/** Which task it is; set by the connector, not by people. */
export const TASK_OPTION = 'id';

/** Gives every task its number. Source: kafka 4.x `VerifiableSourceConnector`, `VerifiableSinkConnector`. */
export class VerifiableConnector implements Connector {
  readonly #definition: ConfigDef;
  #config: Config = {};

  constructor(definition: ConfigDef) {
    this.#definition = definition;
  }

  config(): ConfigDef {
    return this.#definition;
  }

  start(config: Config): void {
    this.#config = config;
  }

  taskConfigs(maxTasks: number): Config[] {
    return Array.from({ length: maxTasks }, (_, task) => ({ ...this.#config, [TASK_OPTION]: String(task) }));
  }
}
