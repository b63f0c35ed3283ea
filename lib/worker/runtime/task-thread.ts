import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../base/clock.ts';
import type { Logger, LogLevel } from '../../base/logger.ts';
import type { Converter, HeaderConverter } from '../api/converter.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { PartitionBatch } from '../kafka/ports.ts';
import { loadPlugin } from './load-plugin.ts';
import { RecordConversion } from './record-conversion.ts';
import { RecordRetries } from './record-retries.ts';
import { RemotePorts } from './remote-ports.ts';
import { SinkSubscription } from './sink-subscription.ts';
import { TaskControl } from './task-control.ts';
import { TaskMetrics } from './task-metrics.ts';
import { guardThread } from './thread-guard.ts';
import type { ConfiguredReference, FromThread, TaskSpec, ToThread } from './thread-protocol.ts';
import { formatTrace } from './trace.ts';
import { type StageLoader, TransformationChain } from './transformation-chain.ts';
import { WorkerSinkTask } from './worker-sink-task.ts';
import { WorkerSourceTask } from './worker-source-task.ts';

const TELL_MS = 1_000;
const TASK_NICE = 10;
const LOWEST_PRIORITY = 19;

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
    if (message.type === 'stop') control.stop();
    else if (message.type === 'pause') control.setPaused(true);
    else if (message.type === 'resume') control.setPaused(false);
    else if (message.type === 'reply' || message.type === 'error') ports.receive(message);
  });
  const metrics = new TaskMetrics(spec.type);
  const stopTelling = tellRegularly(metrics, post);
  try {
    const chain = await TransformationChain.open(spec.stages, STAGE_LOADER);
    try {
      await (
        await buildRunner(spec, { control, ports, log: threadLogger(post), post, chain, metrics })
      ).run();
    } finally {
      chain.close();
    }
    stopTelling();
    post({ type: 'ended' });
  } catch (error) {
    stopTelling();
    post({ type: 'failed', trace: formatTrace(error) });
  }
}

/** Hands over what was counted each second; the function returned does so a last time. */
function tellRegularly(metrics: TaskMetrics, post: (message: FromThread) => void): () => void {
  const tell = () => {
    const counts = metrics.takeChanged();
    if (counts) post({ type: 'metrics', counts });
  };
  let cancel: () => void = () => undefined;
  const again = () => {
    tell();
    cancel = systemClock.after(TELL_MS, again);
  };
  again();
  return () => {
    cancel();
    tell();
  };
}

interface ThreadDeps {
  readonly control: TaskControl;
  readonly ports: RemotePorts;
  readonly log: Logger;
  readonly post: (message: FromThread) => void;
  readonly chain: TransformationChain;
  readonly metrics: TaskMetrics;
}

async function buildRunner(spec: TaskSpec, deps: ThreadDeps): Promise<{ run(): Promise<void> }> {
  const connector = await loadPlugin(spec.connector, ['source', 'sink']);
  const converters = {
    key: await loadConverter(spec.keyConverter, true),
    value: await loadConverter(spec.valueConverter, false),
    header: await loadHeaderConverter(spec.headerConverter),
  };
  const { log, control, chain, metrics } = deps;
  const { stopped } = control;
  const retries = new RecordRetries({
    ...{ config: spec.connectorConfig, clock: systemClock, stopped, log },
    onRetry: () => metrics.add('total-retries'),
  });
  const conversion = new RecordConversion(
    spec,
    { ...converters, chain },
    {
      ...{ log, retries, metrics },
      clock: systemClock,
    },
  );
  const onEvent = (event: 'started' | 'paused') => deps.post({ type: 'state', event });
  const common = { spec, conversion, onEvent, clock: systemClock, ...deps };
  if (connector.type === 'source')
    return new WorkerSourceTask({ ...common, pool: deps.ports.pool, task: connector.createTask() });
  if (connector.type !== 'sink') throw new ConnectException(`${spec.connector.className} is no connector`);
  const subscription = await SinkSubscription.open(spec.taskConfig, spec.id.task, spec.taskCount);
  const group = spec.connectorConfig['consumer.override.group.id'] ?? `connect-${spec.id.connector}`;
  const onTopic = (topic: string) => deps.post({ type: 'topic', topic });
  const release = (batches: readonly PartitionBatch[]) => deps.ports.release(batches);
  return new WorkerSinkTask({
    ...common,
    onTopic,
    release,
    task: connector.createTask(),
    subscription,
    group,
  });
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

/**
 * Lets the main thread go first when there are more threads than processors, so that REST stays quick under full load.
 *
 * On Linux a thread has a priority of its own, and its id stands in /proc; elsewhere nothing is changed.
 */
function yieldToMainThread(): void {
  try {
    const id = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(id, Math.min(LOWEST_PRIORITY, getPriority(id) + TASK_NICE));
  } catch {
    // It runs all the same.
  }
}

if (!isMainThread) {
  yieldToMainThread();
  guardThread();
  await runTask(workerData as TaskSpec);
}
