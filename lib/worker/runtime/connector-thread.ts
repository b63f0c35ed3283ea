import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Config, Connector, OffsetChange } from '../api/connector.ts';
import { ConnectException } from '../api/exceptions.ts';
import { loadPlugin } from './load-plugin.ts';
import { describeForThread } from './remote-error.ts';
import { serveCalls } from './thread-calls.ts';
import { guardThread } from './thread-guard.ts';
import type { PluginReference } from './thread-protocol.ts';

/**
 * What the thread of a connector from `plugin.path` runs: the connector itself, called from `remote-connector.ts`. Its
 * data is a PluginReference.
 */
function serveConnector(reference: PluginReference, port: NonNullable<typeof parentPort>): void {
  let connector: Promise<Connector> | undefined;
  const created = () => {
    connector ??= create();
    return connector;
  };
  const { tell } = serveCalls(port, {
    start: async (config: Config) => (await created()).start(config),
    taskConfigs: async (maxTasks: number) => (await created()).taskConfigs(maxTasks),
    stop: async () => (await created()).stop?.(),
    alterOffsets: async (config: Config, changes: readonly OffsetChange[]) =>
      (await created()).alterOffsets?.(config, changes),
  });

  async function create(): Promise<Connector> {
    const plugin = await loadPlugin(reference, ['source', 'sink']);
    if (plugin.type !== 'source' && plugin.type !== 'sink') {
      throw new ConnectException(`${reference.className} is no Connector`);
    }
    const made = plugin.createConnector();
    made.initialize?.({
      requestTaskReconfiguration: () => tell('reconfigure'),
      raiseError: (error) => tell('raise', describeForThread(error)),
    });
    return made;
  }
}

if (!isMainThread && parentPort) {
  guardThread();
  serveConnector(workerData as PluginReference, parentPort);
}
