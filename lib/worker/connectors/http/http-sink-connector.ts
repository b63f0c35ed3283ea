import type { ConfigDef, ConfigValue } from '../../api/config-def.ts';
import type { Config, Connector } from '../../api/connector.ts';
import type { SinkPlugin } from '../../api/plugin.ts';
import { HttpSinkTask } from './http-sink-task.ts';
import { HTTP_OPTIONS } from './options.ts';
import { findMissingAuth } from './settings.ts';

/** Sends records to an HTTP address. Every task does the same with its share of the partitions. */
class HttpSinkConnector implements Connector {
  #config: Config = {};

  config(): ConfigDef {
    return HTTP_OPTIONS;
  }

  validate(config: Config): ConfigValue[] {
    const values = HTTP_OPTIONS.validate(new Map(Object.entries(config)));
    const missing = findMissingAuth(new Map([...values].map(([name, { value }]) => [name, value])));
    if (missing) values.get(missing.option)?.errors.push(missing.message);
    return [...values.values()];
  }

  start(config: Config): void {
    this.#config = config;
  }

  taskConfigs(maxTasks: number): Config[] {
    return Array.from({ length: maxTasks }, () => this.#config);
  }

  /** It keeps no offsets of its own, so any may be set. */
  alterOffsets(): boolean {
    return true;
  }
}

/** The HTTP sink as a plugin. */
export const httpSink: SinkPlugin = {
  type: 'sink',
  className: 'sluice.connect.http.HttpSinkConnector',
  taskClassName: 'sluice.connect.http.HttpSinkTask',
  version: '1.0.0',
  createConnector: () => new HttpSinkConnector(),
  createTask: () => new HttpSinkTask(),
};
