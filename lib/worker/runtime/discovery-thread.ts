import { isMainThread, parentPort } from 'node:worker_threads';
import { describePlugin } from '../plugins/plugin-description.ts';
import { loadModule } from '../plugins/plugin-loader.ts';
import { serveCalls } from './thread-calls.ts';
import { guardThread } from './thread-guard.ts';

if (!isMainThread && parentPort) {
  guardThread();
  serveCalls(parentPort, {
    describe: async (moduleUrl: string) =>
      (await loadModule(moduleUrl)).map((plugin) => describePlugin(plugin, moduleUrl)),
  });
}
