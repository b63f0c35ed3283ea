import type { ConfigDef } from '../../api/config-def.ts';
import type { Config, Connector, OffsetChange } from '../../api/connector.ts';
import { ConnectException } from '../../api/exceptions.ts';
import type { SourcePlugin } from '../../api/plugin.ts';
import { COUNT_FIELD, DatagenSourceTask, TASK_FIELD } from './datagen-source-task.ts';
import { DATAGEN_OPTIONS, TASK_OPTION } from './options.ts';

/** Makes records for demonstrations and load: each task its own, numbered from 0. */
class DatagenSourceConnector implements Connector {
  #config: Config = {};

  config(): ConfigDef {
    return DATAGEN_OPTIONS;
  }

  start(config: Config): void {
    DATAGEN_OPTIONS.parse(new Map(Object.entries(config)));
    this.#config = config;
  }

  taskConfigs(maxTasks: number): Config[] {
    return Array.from({ length: maxTasks }, (_, task) => ({ ...this.#config, [TASK_OPTION]: String(task) }));
  }

  alterOffsets(_config: Config, changes: readonly OffsetChange[]): boolean {
    for (const { partition, offset } of changes) {
      if (!Number.isSafeInteger(partition?.[TASK_FIELD])) {
        throw new ConnectException(`Partition objects must hold the number of a task as '${TASK_FIELD}'`);
      }
      const count = offset?.[COUNT_FIELD];
      if (offset !== null && !(Number.isSafeInteger(count) && Number(count) >= 0)) {
        throw new ConnectException(`Offset objects must hold a count of records as '${COUNT_FIELD}'`);
      }
    }
    return true;
  }
}

/** The generator as a plugin. */
export const datagenSource: SourcePlugin = {
  type: 'source',
  className: 'sluice.connect.datagen.DatagenSourceConnector',
  taskClassName: 'sluice.connect.datagen.DatagenSourceTask',
  version: '1.0.0',
  createConnector: () => new DatagenSourceConnector(),
  createTask: () => new DatagenSourceTask(),
};
