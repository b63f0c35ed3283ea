import { ConnectException } from '../api/exceptions.ts';
import type { Plugin } from '../api/plugin.ts';

/** A plugin and the module it came from; built-in ones have none. */
export interface RegisteredPlugin {
  readonly plugin: Plugin;
  readonly moduleUrl: string | undefined;
}

/** A plugin without its code: all that may cross to another thread. */
export interface PluginDescription {
  readonly type: Plugin['type'];
  readonly className: string;
  readonly version: string;
  readonly taskClassName: string | undefined;
  readonly moduleUrl: string;
}

/** Describes a plugin of a module. */
export function describePlugin(plugin: Plugin, moduleUrl: string): PluginDescription {
  const { type, className, version } = plugin;
  const taskClassName = plugin.type === 'source' || plugin.type === 'sink' ? plugin.taskClassName : undefined;
  return { type, className, version, taskClassName, moduleUrl };
}

/** A plugin whose code is not in this thread: it can be found and shown, but making one of it throws. */
export function standIn(description: PluginDescription): RegisteredPlugin {
  const { type, className, version, taskClassName = '', moduleUrl } = description;
  const refuse = () => {
    throw new ConnectException(`${className} is not loaded in this thread`);
  };
  const common = { className, version, create: refuse };
  const isConnector = type === 'source' || type === 'sink';
  const plugin: Plugin = isConnector
    ? { type, className, version, taskClassName, createConnector: refuse, createTask: refuse }
    : { type, ...common };
  return { plugin, moduleUrl };
}
