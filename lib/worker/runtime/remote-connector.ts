import type { Clock } from '../../base/clock.ts';
import type { Config, Connector, ConnectorContext, OffsetChange } from '../api/connector.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { ConnectorPlugin } from '../api/plugin.ts';
import type { PluginRegistry } from '../plugins/plugin-registry.ts';
import { programUrl, type ThreadLimits } from './plugin-thread.ts';
import { restoreThrown, type ThrownData } from './remote-error.ts';
import { ThreadCaller } from './thread-calls.ts';
import type { PluginReference } from './thread-protocol.ts';

/** A connector as the runtime uses it, wherever it runs. */
export interface RunningConnector
  extends Pick<Connector, 'initialize' | 'start' | 'taskConfigs' | 'stop' | 'alterOffsets'> {
  /** Gives up what it holds beyond memory, at once and whatever it does. */
  dispose?(): void;
}

/** Makes the connector of a plugin. */
export type ConnectorFactory = (plugin: ConnectorPlugin) => RunningConnector;

/**
 * Decides where connectors run. Those of `plugin.path` get a thread each, so that one that loops, leaks or exits fails
 * alone and REST goes on. The built-in ones stay in the main thread: they only look at their options, are tested with
 * the worker, and a thread for each would cost some 8 MiB.
 */
export function connectorFactory(deps: {
  plugins: PluginRegistry;
  clock: Clock;
  limits: ThreadLimits;
}): ConnectorFactory {
  return (plugin) => {
    const { className } = plugin;
    const moduleUrl = deps.plugins.moduleOf(className);
    if (moduleUrl === undefined) return plugin.createConnector();
    return new RemoteConnector({ className, moduleUrl }, deps);
  };
}

/** A connector in a thread of its own, which starts with the first call. */
class RemoteConnector implements RunningConnector {
  readonly #reference: PluginReference;
  readonly #deps: { clock: Clock; limits: ThreadLimits };
  #context: ConnectorContext | undefined;
  #caller: ThreadCaller | undefined;

  constructor(reference: PluginReference, deps: { clock: Clock; limits: ThreadLimits }) {
    this.#reference = reference;
    this.#deps = deps;
  }

  initialize(context: ConnectorContext): void {
    this.#context = context;
  }

  start(config: Config): Promise<void> {
    return this.#call('start', config);
  }

  taskConfigs(maxTasks: number): Promise<Config[]> {
    return this.#call('taskConfigs', maxTasks);
  }

  stop(): Promise<void> {
    return this.#call('stop');
  }

  alterOffsets(config: Config, changes: readonly OffsetChange[]): Promise<boolean> {
    return this.#call('alterOffsets', { ...config }, changes);
  }

  dispose(): void {
    this.#caller?.end(new ConnectException('The connector was ended'));
  }

  #call<T>(method: string, ...args: unknown[]): Promise<T> {
    this.#caller ??= new ThreadCaller(
      {
        url: programUrl('connector-thread', import.meta.url),
        name: `connector-thread-${this.#reference.className}`,
        whose: 'the connector',
        data: this.#reference,
      },
      this.#deps.limits,
      this.#deps.clock,
      {
        onEvent: (name, data) => {
          if (name === 'reconfigure') this.#context?.requestTaskReconfiguration();
          else this.#context?.raiseError(restoreThrown(data as ThrownData));
        },
        onGone: (error) => this.#context?.raiseError(error as Error),
      },
    );
    return this.#caller.call(method, ...args);
  }
}
