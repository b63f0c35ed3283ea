import type { Clock } from '../../../base/clock.ts';
import { ConnectException } from '../../api/exceptions.ts';
import type { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { programUrl, type ThreadLimits, UnresponsiveException } from '../../runtime/plugin-thread.ts';
import { ThreadCaller } from '../../runtime/thread-calls.ts';
import type { StoredConfig } from '../../storage/config-backing-store.ts';
import { BadRequestException, RequestTimeoutException } from '../exceptions.ts';
import type { ConfigKeyView } from './config-infos.ts';
import type { StageOfCall, ValidationThreadData } from './validation-thread.ts';
import type { ConfigInfosView, LocalValidator, Validator } from './validator.ts';

/** What the validator works with. */
export interface ValidationThreadsDeps {
  readonly local: LocalValidator;
  readonly plugins: PluginRegistry;
  readonly workerConfig: ValidationThreadData['workerConfig'];
  readonly clock: Clock;
  readonly limits: ThreadLimits;
}

const CALL_LIMIT_MS = 30_000;
const IDLE_MS = 30_000;

interface Stage {
  readonly words: string;
  readonly at: number;
}

interface Running {
  readonly caller: ThreadCaller;
  /** What each call does now, by its number; one that has to wait for another says what that one does. */
  readonly stages: Map<number, Stage | undefined>;
  latest: Stage;
  cancelIdle: () => void;
}

/**
 * Validates configs that name plugins of `plugin.path` in threads, one for each set of packages together, so that a plugin
 * that loops or hangs in `config` or `validate` holds up only those who ask about it; all others here, at once.
 *
 * Units: a thread is kept for 30 s after its last call; a call takes at most 30 s, a loop at most the watchdog's time.
 */
export class ValidationThreads implements Validator {
  readonly #deps: ValidationThreadsDeps;
  readonly #threads = new Map<string, Running>();
  #lastCall = 0;

  constructor(deps: ValidationThreadsDeps) {
    this.#deps = deps;
  }

  validate(values: StoredConfig): Promise<ConfigInfosView> {
    const modules = this.#modulesOf(Object.values(values));
    if (modules.length === 0) return this.#deps.local.validate(values);
    return this.#call(modules, 'validate', { ...values });
  }

  pluginConfig(name: string, version: string | undefined): Promise<ConfigKeyView[] | undefined> {
    const modules = this.#modulesOf([name]);
    if (modules.length === 0) return this.#deps.local.pluginConfig(name, version);
    return this.#call(modules, 'pluginConfig', name, version);
  }

  close(): void {
    for (const key of [...this.#threads.keys()]) this.#end(key);
  }

  /** Any option may name a class; one that does so by chance only costs a thread. */
  #modulesOf(values: readonly (string | null)[]): string[] {
    const { plugins } = this.#deps;
    const modules = values.flatMap((value) => {
      const found = plugins.find(value?.trim() ?? '');
      const module = found.type === 'found' ? plugins.moduleOf(found.plugin.className) : undefined;
      return module === undefined ? [] : [module];
    });
    return [...new Set(modules)].sort();
  }

  async #call<T>(modules: readonly string[], method: string, ...args: unknown[]): Promise<T> {
    const { clock } = this.#deps;
    const running = this.#running(modules);
    const { caller, stages } = running;
    this.#lastCall += 1;
    const call = this.#lastCall;
    const stage = () => stages.get(call) ?? running.latest;
    let cancel: () => void = () => undefined;
    const late = new Promise<never>((_, reject) => {
      cancel = clock.after(CALL_LIMIT_MS, () => reject(timeoutOf(stage())));
    });
    stages.set(call, undefined);
    running.cancelIdle();
    try {
      return await Promise.race([caller.call<T>(method, call, ...args), late]);
    } catch (error) {
      throw toRequestError(error, stage(), caller.isAlive);
    } finally {
      cancel();
      stages.delete(call);
      if (stages.size === 0) running.cancelIdle = clock.after(IDLE_MS, () => this.#end(modules.join()));
    }
  }

  #running(modules: readonly string[]): Running {
    const key = modules.join();
    const known = this.#threads.get(key);
    if (known?.caller.isAlive) return known;
    const { clock, limits, plugins, workerConfig } = this.#deps;
    const data: ValidationThreadData = {
      workerConfig: { ...workerConfig },
      descriptions: plugins.descriptions(),
      modules,
    };
    const program = {
      ...{ url: programUrl('validation-thread', import.meta.url), name: 'validation-thread' },
      ...{ whose: 'the validation', data },
    };
    const onEvent = (_name: string, data: unknown) => {
      const { call, stage } = data as StageOfCall;
      running.latest = { words: stage, at: clock.now() };
      if (call !== undefined && running.stages.has(call)) running.stages.set(call, running.latest);
    };
    const running: Running = {
      caller: new ThreadCaller(program, limits, clock, { onEvent, onGone: () => undefined }),
      stages: new Map(),
      latest: { words: 'loading the plugin', at: clock.now() },
      cancelIdle: () => undefined,
    };
    this.#threads.set(key, running);
    return running;
  }

  #end(key: string): void {
    const running = this.#threads.get(key);
    this.#threads.delete(key);
    running?.cancelIdle();
    running?.caller.end(new ConnectException('The worker is shutting down'));
  }
}

function timeoutOf({ words, at }: Stage): RequestTimeoutException {
  const began = new Date(at).toISOString();
  return new RequestTimeoutException(
    `Request timed out. The worker is currently ${words}, which began at ${began}.`,
  );
}

/** What a plugin does to its thread is wrong with the request, as what it throws is. */
function toRequestError(error: unknown, stage: Stage, isAlive: boolean): unknown {
  if (error instanceof UnresponsiveException) return timeoutOf(stage);
  const { className, message } = error as { className?: string; message: string };
  if (className?.endsWith('.BadRequestException')) return new BadRequestException(message, { cause: error });
  if (isAlive || error instanceof RequestTimeoutException) return error;
  return new BadRequestException(`Failed while ${stage.words}: ${message}`, { cause: error });
}
