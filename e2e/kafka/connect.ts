import path from 'node:path';
import { connectJars, fetchJars, fetchPlugins, pluginPath } from './fetch.ts';
import { startJvm, writeProperties } from './jvm.ts';
import { onFreePorts } from './ports.ts';
import { CONNECT_VERSION, hasPluginDiscovery, loggingOf, type PluginSet } from './versions.ts';
import { waitUntil } from './wait-until.ts';

const READY_TIMEOUT_MS = 120_000;
const PROBE_TIMEOUT_MS = 2_000;

/** What to start; `settings` override the worker's properties, `pluginPath` the file connectors. */
export interface ConnectOptions {
  readonly bootstrap: string;
  readonly dir: string;
  readonly version?: string;
  readonly groupId?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly pluginPath?: string;
  /** Plugins beside the file connectors. */
  readonly plugins?: readonly PluginSet[];
  readonly jvmOptions?: readonly string[];
  /** Status of `GET /` that means "up"; 401 for a worker with basic auth. */
  readonly readyStatus?: number;
}

/** A running distributed worker on loopback. */
export interface ConnectWorker extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  close(): Promise<void>;
}

/**
 * Starts a distributed Connect worker and resolves when it joined its group (`GET /connectors` answers).
 *
 * Errors: rejects with the end of the log when it ends during start.
 */
export function startConnect(options: ConnectOptions): Promise<ConnectWorker> {
  const version = options.version ?? CONNECT_VERSION;
  fetchJars(version);
  fetchPlugins(options.plugins ?? [], version);
  return onFreePorts(1, async ([port = 0]) => {
    const url = `http://127.0.0.1:${port}`;
    const config = writeProperties(path.join(options.dir, 'worker.properties'), {
      ...workerProperties(options, version, url),
      ...options.settings,
    });
    const jvm = await startJvm({
      dir: options.dir,
      lib: connectJars(version).lib,
      mainClass: 'org.apache.kafka.connect.cli.ConnectDistributed',
      args: [config],
      logging: loggingOf(version),
      logName: 'connect',
      jvmOptions: options.jvmOptions,
    });
    try {
      const limits = { timeoutMs: READY_TIMEOUT_MS, ended: jvm.ended };
      await waitUntil(`Connect ${version}`, () => answers(url, '/', options.readyStatus), limits);
      await waitUntil(`Connect ${version}`, () => answers(url, '/connectors', options.readyStatus), limits);
    } catch (error) {
      await jvm.close();
      throw error;
    }
    return { url, pid: jvm.pid, close: jvm.close, [Symbol.asyncDispose]: jvm.close };
  });
}

async function answers(url: string, resource: string, status = 200): Promise<boolean> {
  const response = await fetch(`${url}${resource}`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  await response.body?.cancel();
  return response.status === status;
}

function workerProperties(options: ConnectOptions, version: string, url: string): Record<string, string> {
  const group = options.groupId ?? `connect-${new URL(url).port}`;
  const plugins = options.plugins ?? [];
  const paths = [connectJars(version).plugins, ...plugins.map((set) => pluginPath(set, version))];
  return {
    'bootstrap.servers': options.bootstrap,
    'group.id': group,
    listeners: url,
    'rest.advertised.host.name': '127.0.0.1',
    'plugin.path': options.pluginPath ?? paths.join(','),
    // Plugins of others may bring no list of their services.
    ...(hasPluginDiscovery(version)
      ? { 'plugin.discovery': plugins.length > 0 ? 'hybrid_warn' : 'service_load' }
      : {}),
    'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'config.storage.topic': `${group}-config`,
    'offset.storage.topic': `${group}-offset`,
    'status.storage.topic': `${group}-status`,
    'config.storage.replication.factor': '1',
    'offset.storage.replication.factor': '1',
    'status.storage.replication.factor': '1',
    'offset.storage.partitions': '5',
    'status.storage.partitions': '2',
  };
}
