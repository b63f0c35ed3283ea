import type { Config } from '../api/connector.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { PluginRegistry } from '../plugins/plugin-registry.ts';
import { readConsumerOptions } from './consumer-options.ts';
import type { ConfigTransformer } from './config-transformer.ts';
import { Redaction, type Replacement } from './redaction.ts';
import { parseStages, type StageConfig } from './stage-config.ts';
import type { ConfiguredReference, StageReference, TaskSpec } from './thread-protocol.ts';
import type { TaskStart } from './worker.ts';
import { unknownClass } from './worker-connector.ts';

/** The worker's options that tasks inherit: converters with theirs, and the flush interval. */
export interface WorkerDefaults {
  readonly config: Config;
  readonly offsetFlushIntervalMs: number;
  /** Of the values in `config` that came from config providers. */
  readonly replacements: readonly Replacement[];
}

/** What a task's configs are resolved with. */
export interface TaskSpecDeps {
  readonly plugins: PluginRegistry;
  readonly transformer: ConfigTransformer;
  readonly defaults: WorkerDefaults;
}

type Kind = 'key' | 'value' | 'header';

/**
 * Resolves all a task thread needs from the configs.
 *
 * Errors: ConnectException when a class of the config is not on this worker, ConfigException when a reference of it cannot be
 * resolved; they quote no value of a config provider. Source: kafka `Worker#startTask`, `Plugins#newConverter`.
 */
export function buildTaskSpec(start: TaskStart, deps: TaskSpecDeps): TaskSpec {
  const task = deps.transformer.require(start.taskConfig);
  const connector = deps.transformer.require(start.connectorConfig);
  const replacements = [task, connector].flatMap(({ redaction }) => redaction.replacements);
  const redaction = new Redaction([...replacements, ...deps.defaults.replacements]);
  try {
    return buildResolved(
      { ...start, taskConfig: task.config, connectorConfig: connector.config },
      redaction,
      deps,
    );
  } catch (error) {
    throw redaction.error(error);
  }
}

function buildResolved(
  start: TaskStart,
  redaction: Redaction,
  { plugins, defaults }: TaskSpecDeps,
): TaskSpec {
  const { id, taskConfig, connectorConfig } = start;
  const plugin = plugins.findConnector(connectorConfig['connector.class'] ?? '');
  if (!plugin) throw unknownClass(connectorConfig['connector.class']);
  const converter = (kind: Kind) => resolveConverter(kind, connectorConfig, plugins, defaults.config);
  return {
    id,
    type: plugin.type,
    connector: { className: plugin.className, moduleUrl: plugins.moduleOf(plugin.className) },
    version: plugin.version,
    taskConfig,
    connectorConfig,
    keyConverter: converter('key'),
    valueConverter: converter('value'),
    headerConverter: converter('header'),
    consumer: readConsumerOptions(connectorConfig, defaults.config),
    stages: resolveStages(connectorConfig, plugins),
    taskCount: start.taskCount,
    startPaused: start.target !== 'STARTED',
    offsetFlushIntervalMs: defaults.offsetFlushIntervalMs,
    replacements: redaction.replacements,
  };
}

/** A connector that names its own converter gets only its own converter options, not the worker's. */
function resolveConverter(
  kind: Kind,
  config: Config,
  plugins: PluginRegistry,
  worker: Config,
): ConfiguredReference {
  const option = `${kind}.converter`;
  const source = config[option] ? config : worker;
  const name = source[option] ?? 'org.apache.kafka.connect.storage.SimpleHeaderConverter';
  const found = plugins.find(name, [kind === 'header' ? 'header_converter' : 'converter']);
  if (found.type !== 'found') {
    throw new ConnectException(`Class ${name} of ${option} could not be found on this worker`);
  }
  const prefix = `${option}.`;
  const own = Object.entries(source).filter(([key]) => key.startsWith(prefix));
  const { className } = found.plugin;
  return {
    className,
    moduleUrl: plugins.moduleOf(className),
    config: Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])),
  };
}

function resolveStages(config: Config, plugins: PluginRegistry): StageReference[] {
  return parseStages(config).map(({ predicate, isNegated, ...transformation }) => ({
    transformation: resolveStage('transformation', transformation, plugins),
    predicate: predicate && resolveStage('predicate', predicate, plugins),
    isNegated,
  }));
}

function resolveStage(
  kind: 'transformation' | 'predicate',
  stage: Pick<StageConfig, 'type' | 'config'>,
  plugins: PluginRegistry,
): ConfiguredReference {
  const found = plugins.find(stage.type, [kind]);
  if (found.type !== 'found') throw new ConnectException(`Class ${stage.type} could not be found.`);
  const { className } = found.plugin;
  return { className, moduleUrl: plugins.moduleOf(className), config: stage.config };
}
