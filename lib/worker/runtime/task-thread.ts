import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../base/clock.ts';
import type { Logger, LogLevel } from '../../base/logger.ts';
import type { Converter, HeaderConverter } from '../api/converter.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { Plugin } from '../api/plugin.ts';
import { BUILT_IN_PLUGINS } from '../plugins/built-in.ts';
import { loadModule } from '../plugins/plugin-loader.ts';
import { RecordConversion } from './record-conversion.ts';
import { RemotePorts } from './remote-ports.ts';
import { SinkSubscription } from './sink-subscription.ts';
import { TaskControl } from './task-control.ts';
import type {
  ConfiguredReference,
  FromThread,
  PluginReference,
  TaskSpec,
  ToThread,
} from './thread-protocol.ts';
import { formatTrace } from './trace.ts';
import { type StageLoader, TransformationChain } from './transformation-chain.ts';
import { WorkerSinkTask } from './worker-sink-task.ts';
import { WorkerSourceTask } from './worker-source-task.ts';

/**
 * What a task's thread runs. Its data is a TaskSpec; it speaks `thread-protocol.ts` with the main thread. Everything of
 * a task happens here, so that whatever it does ends no more than this thread.
 */
async function runTask(spec: TaskSpec): Promise<void> {
  const post = (message: FromThread, transfer: ArrayBuffer[] = []) =>
    parentPort?.postMessage(message, transfer);
  const control = new TaskControl(spec.startPaused);
  const ports = new RemotePorts(post);
  parentPort?.on('message', (message: ToThread) => {
    if (message.type === 'ping') post({ type: 'pong' });
    else if (message.type === 'stop') control.stop();
    else if (message.type === 'pause') control.setPaused(true);
    else if (message.type === 'resume') control.setPaused(false);
    else ports.receive(message);
  });
  post({ type: 'pong' });
  try {
    const chain = await TransformationChain.open(spec.stages, STAGE_LOADER);
    try {
      await (await buildRunner(spec, { control, ports, log: threadLogger(post), post, chain })).run();
    } finally {
      chain.close();
    }
    post({ type: 'ended' });
  } catch (error) {
    post({ type: 'failed', trace: formatTrace(error) });
  }
}

interface ThreadDeps {
  readonly control: TaskControl;
  readonly ports: RemotePorts;
  readonly log: Logger;
  readonly post: (message: FromThread) => void;
  readonly chain: TransformationChain;
}

async function buildRunner(spec: TaskSpec, deps: ThreadDeps): Promise<{ run(): Promise<void> }> {
  const connector = await loadPlugin(spec.connector, ['source', 'sink']);
  const converters = {
    key: await loadConverter(spec.keyConverter, true),
    value: await loadConverter(spec.valueConverter, false),
    header: await loadHeaderConverter(spec.headerConverter),
  };
  const conversion = new RecordConversion(spec, { ...converters, chain: deps.chain }, deps.log);
  const onEvent = (event: 'started' | 'paused') => deps.post({ type: 'state', event });
  const common = { spec, conversion, onEvent, clock: systemClock, ...deps };
  if (connector.type === 'source') return new WorkerSourceTask({ ...common, task: connector.createTask() });
  if (connector.type !== 'sink') throw new ConnectException(`${spec.connector.className} is no connector`);
  const subscription = await SinkSubscription.open(spec.taskConfig, spec.id.task, spec.taskCount);
  const group = spec.connectorConfig['consumer.override.group.id'] ?? `connect-${spec.id.connector}`;
  const onTopic = (topic: string) => deps.post({ type: 'topic', topic });
  return new WorkerSinkTask({ ...common, onTopic, task: connector.createTask(), subscription, group });
}

async function loadPlugin(reference: PluginReference, types: readonly Plugin['type'][]): Promise<Plugin> {
  const plugins =
    reference.moduleUrl === undefined ? await builtInOf(types) : await loadModule(reference.moduleUrl);
  const plugin = plugins.find(
    (candidate) => candidate.className === reference.className && types.includes(candidate.type),
  );
  if (!plugin) throw new ConnectException(`Class ${reference.className} could not be found.`);
  return plugin;
}

/** Transformations are many and bring the pattern engine, so a thread loads them only when it has some. */
async function builtInOf(types: readonly Plugin['type'][]): Promise<readonly Plugin[]> {
  if (!types.includes('transformation') && !types.includes('predicate')) return BUILT_IN_PLUGINS;
  return (await import('../plugins/built-in-transforms.ts')).BUILT_IN_TRANSFORMS;
}

const STAGE_LOADER: StageLoader = {
  async transformation(reference) {
    const plugin = await loadPlugin(reference, ['transformation']);
    if (plugin.type === 'transformation') return plugin;
    throw new ConnectException(`${reference.className} is no Transformation`);
  },
  async predicate(reference) {
    const plugin = await loadPlugin(reference, ['predicate']);
    if (plugin.type === 'predicate') return plugin;
    throw new ConnectException(`${reference.className} is no Predicate`);
  },
};

async function loadConverter(reference: ConfiguredReference, isKey: boolean): Promise<Converter> {
  const plugin = await loadPlugin(reference, ['converter']);
  if (plugin.type !== 'converter') throw new ConnectException(`${reference.className} is no Converter`);
  const converter = plugin.create();
  converter.configure(reference.config, isKey);
  return converter;
}

async function loadHeaderConverter(reference: ConfiguredReference): Promise<HeaderConverter> {
  const plugin = await loadPlugin(reference, ['header_converter']);
  if (plugin.type !== 'header_converter') {
    throw new ConnectException(`${reference.className} is no HeaderConverter`);
  }
  const converter = plugin.create();
  converter.configure(reference.config);
  return converter;
}

function threadLogger(post: (message: FromThread) => void): Logger {
  const at =
    (level: Exclude<LogLevel, 'off'>) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      const safe = Object.entries(fields).map(([k, v]) => [k, v instanceof Error ? formatTrace(v) : v]);
      post({ type: 'log', level, message, fields: Object.fromEntries(safe) });
    };
  const log: Logger = {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: () => log,
  };
  return log;
}

/** A plugin may end its own thread, never the process of all. */
function guardProcess(): void {
  process.kill = () => {
    throw new ConnectException('A task may not send signals');
  };
}

if (!isMainThread) {
  guardProcess();
  await runTask(workerData as TaskSpec);
}
