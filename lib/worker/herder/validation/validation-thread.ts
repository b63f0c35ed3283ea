import { AsyncLocalStorage } from 'node:async_hooks';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Config } from '../../api/connector.ts';
import { type PluginDescription, standIn } from '../../plugins/plugin-description.ts';
import { builtInPlugins, loadModule } from '../../plugins/plugin-loader.ts';
import { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { serveCalls } from '../../runtime/thread-calls.ts';
import { guardThread } from '../../runtime/thread-guard.ts';
import type { StoredConfig } from '../../storage/config-backing-store.ts';
import { LocalValidator } from './validator.ts';

/** What a validation thread begins with: the plugins there are, and which modules to load. */
export interface ValidationThreadData {
  readonly workerConfig: Config;
  readonly descriptions: readonly PluginDescription[];
  readonly modules: readonly string[];
}

/** What a call does now. Shape: `call` is the number it was made with. */
export interface StageOfCall {
  readonly call: number | undefined;
  readonly stage: string;
}

/** Serves a LocalValidator whose plugins from `plugin.path` run in this thread. */
function serveValidator(data: ValidationThreadData, port: NonNullable<typeof parentPort>): void {
  let validator: Promise<LocalValidator> | undefined;
  const opened = () => {
    validator ??= open();
    return validator;
  };
  const calls = new AsyncLocalStorage<number>();
  const { tell } = serveCalls(port, {
    validate: (call: number, values: StoredConfig) =>
      calls.run(call, async () => (await opened()).validate(values)),
    pluginConfig: (call: number, name: string, version: string | undefined) =>
      calls.run(call, async () => (await opened()).pluginConfig(name, version)),
  });

  async function open(): Promise<LocalValidator> {
    const onStage = (stage: string) => tell('stage', { call: calls.getStore(), stage } satisfies StageOfCall);
    const loaded = await Promise.all(
      data.modules.map(async (moduleUrl) =>
        (await loadModule(moduleUrl)).map((plugin) => ({ plugin, moduleUrl })),
      ),
    );
    const others = data.descriptions.filter(({ moduleUrl }) => !data.modules.includes(moduleUrl));
    const plugins = new PluginRegistry([
      ...(await builtInPlugins()),
      ...loaded.flat(),
      ...others.map(standIn),
    ]);
    return new LocalValidator({ plugins, workerConfig: data.workerConfig, onStage });
  }
}

if (!isMainThread && parentPort) {
  guardThread();
  serveValidator(workerData as ValidationThreadData, parentPort);
}
