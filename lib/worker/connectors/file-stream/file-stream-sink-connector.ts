import { ConfigDef } from '../../api/config-def.ts';
import type { Config, Connector } from '../../api/connector.ts';
import type { SinkPlugin } from '../../api/plugin.ts';
import { FileStreamSinkTask } from './file-stream-sink-task.ts';

/** Every task appends to the same file. Source: kafka 4.x `FileStreamSinkConnector`. */
class FileStreamSinkConnector implements Connector {
  #config: Config = {};

  config(): ConfigDef {
    return new ConfigDef().define({
      name: 'file',
      type: 'STRING',
      defaultValue: null,
      importance: 'HIGH',
      documentation: 'Destination filename. If not specified, the standard output will be used',
    });
  }

  start(config: Config): void {
    this.#config = config;
  }

  taskConfigs(maxTasks: number): Config[] {
    return Array.from({ length: maxTasks }, () => this.#config);
  }

  alterOffsets(): boolean {
    return true;
  }
}

/** `FileStreamSinkConnector` as a plugin. */
export const fileStreamSink: SinkPlugin = {
  type: 'sink',
  className: 'org.apache.kafka.connect.file.FileStreamSinkConnector',
  taskClassName: 'org.apache.kafka.connect.file.FileStreamSinkTask',
  version: '4.3.1',
  createConnector: () => new FileStreamSinkConnector(),
  createTask: () => new FileStreamSinkTask(),
};
