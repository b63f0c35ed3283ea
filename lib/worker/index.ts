import { mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import type { Config } from './api/connector.ts';
import type { ConnectorFile } from './config/connector-file.ts';
import { currentEnvironment } from './config/environment.ts';
import { parseProviderOptions, parseWorkerConfig, type WorkerConfig } from './config/worker-config.ts';
import { InstanceManager } from './herder/instance-manager.ts';
import { RequestQueue } from './herder/request-queue.ts';
import { StandaloneHerder } from './herder/standalone-herder.ts';
import { ConnectorValidation } from './herder/validation/connector-validation.ts';
import { ValidationThreads } from './herder/validation/validation-threads.ts';
import { LocalValidator } from './herder/validation/validator.ts';
import { readMetrics } from './herder/worker-metrics.ts';
import { lockDataDir } from './kafka/embedded-log/data-dir-lock.ts';
import { EmbeddedKafka } from './kafka/embedded-log/embedded-kafka.ts';
import { GuardedLogStore } from './kafka/embedded-log/guarded-log-store.ts';
import { openLmdbLogStore } from './kafka/embedded-log/lmdb-log-store.ts';
import { LogRetention } from './kafka/embedded-log/log-retention.ts';
import { createConfigProviders, type Environment } from './plugins/config-providers.ts';
import { PluginRegistry } from './plugins/plugin-registry.ts';
import { connectorRoutes } from './rest/resources/connectors.ts';
import { loggerRoutes } from './rest/resources/loggers.ts';
import { metricRoutes } from './rest/resources/metrics.ts';
import { offsetRoutes } from './rest/resources/offsets.ts';
import { pluginRoutes } from './rest/resources/plugins.ts';
import { rootRoutes } from './rest/resources/root.ts';
import { RestServer } from './rest/server.ts';
import { ConfigTransformer, type ResolvedConfig } from './runtime/config-transformer.ts';
import { Loggers } from './runtime/loggers.ts';
import { discoverPlugins } from './runtime/plugin-discovery.ts';
import type { ThreadLimits } from './runtime/plugin-thread.ts';
import { connectorFactory } from './runtime/remote-connector.ts';
import type { WorkerDefaults } from './runtime/task-spec.ts';
import { Worker } from './runtime/worker.ts';
import { ConfigBackingStore } from './storage/config-backing-store.ts';
import { OffsetBackingStore } from './storage/offset-backing-store.ts';
import { StatusBackingStore } from './storage/status-backing-store.ts';

/** A worker that runs. */
export interface WorkerHandle extends AsyncDisposable {
  /** `http://host:port` of its REST API. */
  readonly url: string;
  readonly dataDir: string;
  /** Stops REST, then tasks and connectors, then the log. May be called twice. */
  close(): Promise<void>;
  /** Whether the disk still owes an answer to a write. After `close`: the log could not be closed. */
  hasUnsettledWrites(): boolean;
}

/** What a caller may change besides the options. Shape: `log` gets every line instead of standard error. */
export interface WorkerOverrides {
  readonly log?: (line: string) => void;
  /** What config providers find instead of the process's environment. */
  readonly env?: Environment;
  /** Connectors to create or update once it runs. */
  readonly connectors?: readonly ConnectorFile[];
}

const QUEUE_GRACE_MS = 2_000;
const STATUS_GRACE_MS = 2_000;
const KAFKA_VERSION = '4.3.1';
const COMMIT = 'sluice-embedded0';
const LOG_NAMES = [
  'runtime.Worker',
  'runtime.WorkerConnector',
  'runtime.WorkerSourceTask',
  'runtime.WorkerSinkTask',
];

/**
 * Starts a worker and resolves when its REST API answers and everything stored has been told to start.
 *
 * Shape: `properties` are the options of a worker.properties file. Errors: ConfigException for a bad option,
 * DataDirLockedError for a directory in use, the system's error for a port in use; nothing is left running then.
 */
export async function startWorker(
  properties: Config,
  overrides: WorkerOverrides = {},
): Promise<WorkerHandle> {
  const providers = createConfigProviders(
    parseProviderOptions(properties),
    overrides.env ?? currentEnvironment(),
  );
  const transformer = new ConfigTransformer(providers);
  const options = transformer.require(properties);
  const config = parseResolved(options);
  await using cleanup = new AsyncDisposableStack();
  const loggers = new Loggers(() => systemClock.now(), overrides.log);
  for (const name of LOG_NAMES) loggers.get(`org.apache.kafka.connect.${name}`);

  const kafka = await openKafka(config, loggers, cleanup);
  const plugins = new PluginRegistry(
    await discoverPlugins(config.pluginPath, {
      log: loggers.get(`${PACKAGE}.runtime.isolation.Plugins`),
      clock: systemClock,
      limits: threadLimitsOf(config),
    }),
  );
  const server = new RestServer({
    host: config.host,
    port: config.port,
    hostNames: config.advertisedHost ? [config.advertisedHost] : [],
    log: loggers.get(`${PACKAGE}.runtime.rest.RestServer`),
  });
  const { port } = await server.listen();
  cleanup.defer(() => server.close());

  const { herder, instances, queue, statuses, metrics, validation, validator } = buildHerder({
    config,
    kafka,
    plugins,
    loggers,
    port,
    transformer,
    replacements: options.redaction.replacements,
  });
  cleanup.defer(() => validator.close());
  server.open([
    ...rootRoutes({ version: KAFKA_VERSION, commit: COMMIT, clusterId: kafka.clusterId }, () =>
      queue.run('answering a health check', () => throwIfAny(kafka.writeFailure())),
    ),
    ...connectorRoutes(herder, { isEnabled: config.tracksTopics, allowsReset: config.allowsTopicReset }),
    ...offsetRoutes(herder),
    ...pluginRoutes(plugins, validation),
    ...loggerRoutes(loggers),
    ...metricRoutes(metrics),
  ]);
  instances.applyAll();
  for (const { name, config: connector } of overrides.connectors ?? []) {
    await herder.putConnectorConfig(name, connector);
  }

  const resources = cleanup.move();
  let closing: Promise<void> | undefined;
  const close = async () => {
    await server.close();
    // A job that hangs in a plugin must not keep the worker from ending.
    await Promise.race([queue.idle(), systemClock.sleep(QUEUE_GRACE_MS)]);
    await instances.close();
    // Nor one that the disk does not answer; statuses are made anew at the next start.
    await Promise.race([statuses.settled(), systemClock.sleep(STATUS_GRACE_MS)]);
    statuses.close();
    await resources.disposeAsync();
  };
  const closeOnce = () => {
    closing ??= close();
    return closing;
  };
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `http://${host}:${port}`,
    dataDir: config.dataDir,
    close: closeOnce,
    hasUnsettledWrites: () => kafka.hasUnsettledWrites,
    [Symbol.asyncDispose]: closeOnce,
  };
}

const PACKAGE = 'org.apache.kafka.connect';

async function openKafka(
  config: WorkerConfig,
  loggers: Loggers,
  cleanup: AsyncDisposableStack,
): Promise<EmbeddedKafka> {
  mkdirSync(config.dataDir, { recursive: true });
  const lock = lockDataDir(config.dataDir);
  cleanup.defer(() => lock.release());
  const log = loggers.get('org.apache.kafka.storage.EmbeddedLog');
  const store = new GuardedLogStore({
    store: openLmdbLogStore(join(config.dataDir, 'log.lmdb')),
    clock: systemClock,
    log,
    freeBytes: () => freeBytesOf(config.dataDir),
    dir: config.dataDir,
  });
  cleanup.defer(() => store.close());
  const kafka = await EmbeddedKafka.open({ store, clock: systemClock, log });
  const retention = new LogRetention({
    kafka,
    clock: systemClock,
    log,
    bytes: config.retentionBytes,
    ms: config.retentionMs,
    checkMs: config.retentionCheckMs,
  });
  retention.start();
  cleanup.defer(() => retention.close());
  return kafka;
}

/** What is wrong with an option may quote it, but not what a config provider answered. */
function parseResolved({ config, redaction }: ResolvedConfig): WorkerConfig {
  try {
    return parseWorkerConfig(config);
  } catch (error) {
    throw redaction.error(error);
  }
}

function freeBytesOf(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}

function threadLimitsOf({ watchdogMs, taskHeapMb: heapMb }: WorkerConfig): ThreadLimits {
  return { watchdogMs, heapMb };
}

function throwIfAny(error: Error | undefined): void {
  if (error) throw error;
}

function buildHerder(parts: {
  config: WorkerConfig;
  kafka: EmbeddedKafka;
  plugins: PluginRegistry;
  loggers: Loggers;
  port: number;
  transformer: ConfigTransformer;
  replacements: WorkerDefaults['replacements'];
}) {
  const { config, kafka, plugins, loggers, port, transformer, replacements } = parts;
  const clock = systemClock;
  const configs = new ConfigBackingStore(kafka, loggers.get(`${PACKAGE}.storage.KafkaConfigBackingStore`));
  const statuses = new StatusBackingStore(
    kafka,
    loggers.get(`${PACKAGE}.storage.KafkaStatusBackingStore`),
    clock,
  );
  const offsets = new OffsetBackingStore(kafka);
  const log = loggers.get(`${PACKAGE}.runtime.distributed.DistributedHerder`);
  const queue = new RequestQueue(clock, log);
  const workerId = `${config.advertisedHost ?? config.host}:${config.advertisedPort ?? port}`;
  const instances = new InstanceManager({
    ...{ configs, statuses, queue, clock, log, workerId },
    tracksTopics: config.tracksTopics,
  });
  const limits = threadLimitsOf(config);
  const createConnector = connectorFactory({ plugins, clock, limits });
  const worker = new Worker({
    plugins,
    transformer,
    ports: kafka,
    offsets,
    clock,
    logFor: (name) => loggers.get(name),
    listener: instances,
    defaults: { config: config.raw, offsetFlushIntervalMs: config.offsetFlushIntervalMs, replacements },
    taskGraceMs: config.taskGraceMs,
    threadLimits: limits,
    createConnector,
  });
  instances.attach(worker);
  const validator = new ValidationThreads({
    local: new LocalValidator({ plugins, workerConfig: config.raw, onStage: () => undefined }),
    ...{ plugins, workerConfig: config.raw, clock, limits },
  });
  const validation = new ConnectorValidation({ transformer, validator });
  const herder = new StandaloneHerder({
    configs,
    statuses,
    offsets,
    groups: kafka,
    plugins,
    transformer,
    instances,
    queue,
    clock,
    createConnector,
    checkConfig: (stored) => validation.check(stored),
  });
  const metrics = () => readMetrics({ configs, statuses, plugins, worker });
  return { herder, instances, queue, statuses, metrics, validation, validator };
}
