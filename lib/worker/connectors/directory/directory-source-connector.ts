import { statSync } from 'node:fs';
import type { ConfigDef, ConfigValue } from '../../api/config-def.ts';
import type { Config, Connector, OffsetChange, Support } from '../../api/connector.ts';
import { ConnectException } from '../../api/exceptions.ts';
import type { SourcePlugin } from '../../api/plugin.ts';
import { DirectorySourceTask } from './directory-source-task.ts';
import { checkChange } from './file-offset.ts';
import { DIRECTORY_OPTIONS, TASK_COUNT_OPTION, TASK_OPTION } from './options.ts';
import { findContradiction, readSettings } from './settings.ts';

/** Reads the files of a directory; each task those whose name falls to it. */
class DirectorySourceConnector implements Connector {
  #config: Config = {};

  config(): ConfigDef {
    return DIRECTORY_OPTIONS;
  }

  validate(config: Config): ConfigValue[] {
    const values = DIRECTORY_OPTIONS.validate(new Map(Object.entries(config)));
    const problem = findContradiction(new Map([...values].map(([name, { value }]) => [name, value])));
    if (problem) values.get(problem.option)?.errors.push(problem.message);
    return [...values.values()];
  }

  start(config: Config): void {
    const settings = readSettings(DIRECTORY_OPTIONS.parse(new Map(Object.entries(config))));
    const device = deviceOf('directory', settings.directory);
    if (settings.moveTo !== undefined && deviceOf('finished.directory', settings.moveTo) !== device) {
      throw new ConnectException(
        `finished.directory ${settings.moveTo} is not on the file system of directory ${settings.directory}`,
      );
    }
    this.#config = config;
  }

  taskConfigs(maxTasks: number): Config[] {
    return Array.from({ length: maxTasks }, (_, task) => ({
      ...this.#config,
      [TASK_OPTION]: String(task),
      [TASK_COUNT_OPTION]: String(maxTasks),
    }));
  }

  exactlyOnceSupport(): Support {
    return 'supported';
  }

  alterOffsets(_config: Config, changes: readonly OffsetChange[]): boolean {
    for (const change of changes) checkChange(change);
    return true;
  }
}

function deviceOf(option: string, path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) throw new ConnectException(`${option} ${path} is no directory`);
  return found.dev;
}

/** The directory source as a plugin. */
export const directorySource: SourcePlugin = {
  type: 'source',
  className: 'sluice.connect.directory.DirectorySourceConnector',
  taskClassName: 'sluice.connect.directory.DirectorySourceTask',
  version: '1.0.0',
  createConnector: () => new DirectorySourceConnector(),
  createTask: () => new DirectorySourceTask(),
};
