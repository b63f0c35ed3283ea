import { mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import type { Config } from './api/connector.ts';
import type { ConnectorFile } from './config/connector-file.ts';
import { parseWorkerConfig, type WorkerConfig } from './config/worker-config.ts';
import { InstanceManager } from './herder/instance-manager.ts';
import { RequestQueue } from './herder/request-queue.ts';
import { StandaloneHerder } from './herder/standalone-herder.ts';
import { ConnectorValidation } from './herder/validation/connector-validation.ts';
import { lockDataDir } from './kafka/embedded-log/data-dir-lock.ts';
import { EmbeddedKafka } from './kafka/embedded-log/embedded-kafka.ts';
import { GuardedLogStore } from './kafka/embedded-log/guarded-log-store.ts';
import { openLmdbLogStore } from './kafka/embedded-log/lmdb-log-store.ts';
import { LogRetention } from './kafka/embedded-log/log-retention.ts';
import { loadPlugins } from './plugins/plugin-loader.ts';
import { PluginRegistry } from './plugins/plugin-registry.ts';
import { connectorRoutes } from './rest/resources/connectors.ts';
import { loggerRoutes } from './rest/resources/loggers.ts';
import { offsetRoutes } from './rest/resources/offsets.ts';
import { pluginRoutes } from './rest/resources/plugins.ts';
import { rootRoutes } from './rest/resources/root.ts';
import { RestServer } from './rest/server.ts';
import { Loggers } from './runtime/loggers.ts';
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
}

/** What a caller may change besides the options. Shape: `log` gets every line instead of standard error. */
export interface WorkerOverrides {
  readonly log?: (line: string) => void;
  /** Connectors to create or update once it runs. */
  readonly connectors?: readonly ConnectorFile[];
}

const QUEUE_GRACE_MS = 2_000;
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
  const config = parseWorkerConfig(properties);
  await using cleanup = new AsyncDisposableStack();
  const loggers = new Loggers(() => systemClock.now(), overrides.log);
  for (const name of LOG_NAMES) loggers.get(`org.apache.kafka.connect.${name}`);

  const kafka = await openKafka(config, loggers, cleanup);
  const plugins = new PluginRegistry(
    await loadPlugins(config.pluginPath, loggers.get(`${PACKAGE}.runtime.isolation.Plugins`)),
  );
  const server = new RestServer({
    host: config.host,
    port: config.port,
    hostNames: config.advertisedHost ? [config.advertisedHost] : [],
    log: loggers.get(`${PACKAGE}.runtime.rest.RestServer`),
  });
  const { port } = await server.listen();
  cleanup.defer(() => server.close());

  const { herder, instances, queue, statuses } = buildHerder({ config, kafka, plugins, loggers, port });
  const validation = new ConnectorValidation({ plugins, workerConfig: config.raw, clock: systemClock });
  server.open([
    ...rootRoutes({ version: KAFKA_VERSION, commit: COMMIT, clusterId: kafka.clusterId }, () =>
      queue.run('answering a health check', () => throwIfAny(kafka.writeFailure())),
    ),
    ...connectorRoutes(herder),
    ...offsetRoutes(herder),
    ...pluginRoutes(plugins, validation),
    ...loggerRoutes(loggers),
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
    await statuses.settled();
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

function freeBytesOf(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
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
}) {
  const { config, kafka, plugins, loggers, port } = parts;
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
  const instances = new InstanceManager({ configs, statuses, queue, clock, log, workerId });
  instances.attach(
    new Worker({
      plugins,
      ports: kafka,
      offsets,
      clock,
      logFor: (name) => loggers.get(name),
      listener: instances,
      defaults: { config: config.raw, offsetFlushIntervalMs: config.offsetFlushIntervalMs },
      taskGraceMs: config.taskGraceMs,
      watchdogMs: config.watchdogMs,
      taskHeapMb: config.taskHeapMb,
    }),
  );
  const validation = new ConnectorValidation({ plugins, workerConfig: config.raw, clock });
  const herder = new StandaloneHerder({
    configs,
    statuses,
    offsets,
    groups: kafka,
    plugins,
    instances,
    queue,
    clock,
    checkConfig: (stored) => validation.check(stored),
  });
  return { herder, instances, queue, statuses };
}
