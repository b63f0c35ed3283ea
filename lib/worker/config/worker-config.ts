import { ConfigDef } from '../api/config-def.ts';
import { atLeast, validStringIgnoringCase } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import { ConfigException } from '../api/exceptions.ts';
import type { ProviderOptions } from '../plugins/config-providers.ts';

/** The worker's options, checked. Units: as the names say; port 0 takes a free one. */
export interface WorkerConfig {
  readonly host: string;
  readonly port: number;
  readonly advertisedHost: string | undefined;
  readonly advertisedPort: number | undefined;
  readonly pluginPath: readonly string[];
  readonly dataDir: string;
  readonly offsetFlushIntervalMs: number;
  readonly taskGraceMs: number;
  readonly watchdogMs: number;
  readonly taskHeapMb: number;
  /** Limits of each topic; -1 is none. */
  readonly retentionBytes: number;
  readonly retentionMs: number;
  readonly retentionCheckMs: number;
  readonly tracksTopics: boolean;
  readonly allowsTopicReset: boolean;
  /** Everything as it was given, for converters and groups. */
  readonly raw: Config;
}

const LISTENERS = 'listeners';
const RETENTION_BYTES = 'log.retention.bytes';
const RETENTION_MS = 'log.retention.ms';
const RETENTION_CHECK = 'log.retention.check.interval.ms';
const TOPIC_TRACKING = 'topic.tracking.enable';
const TOPIC_RESET = 'topic.tracking.allow.reset';
const EXACTLY_ONCE = 'exactly.once.source.support';
const INSECURE = 'rest.insecure';
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

const low = (
  name: string,
  type: 'STRING' | 'LIST' | 'BOOLEAN',
  defaultValue: unknown,
  documentation: string,
) => ({ name, type, defaultValue, importance: 'LOW', documentation }) as const;
const number = (name: string, defaultValue: number, least: number, documentation: string) =>
  ({
    name,
    type: 'LONG',
    defaultValue,
    validator: atLeast(least),
    importance: 'LOW',
    documentation,
  }) as const;

const PROVIDERS = 'config.providers';
const PROVIDERS_OPTION = low(PROVIDERS, 'LIST', '', 'Names of config providers; none are on unless named.');

/**
 * Reads which config providers the worker has: they are needed before the other options can be read.
 *
 * Errors: ConfigException that names the option. Source: kafka `AbstractConfig#instantiateConfigProviders`.
 */
export function parseProviderOptions(raw: Config): ProviderOptions[] {
  const parsed = new ConfigDef().define(PROVIDERS_OPTION).parse(new Map(Object.entries(raw)));
  const names = new Set(parsed.get(PROVIDERS) as readonly string[]);
  return [...names].map((name) => {
    const option = `${PROVIDERS}.${name}.class`;
    const className = { name: option, type: 'CLASS', importance: 'HIGH', documentation: '' } as const;
    const of = new ConfigDef().define(className).parse(new Map(Object.entries(raw)));
    const prefix = `${PROVIDERS}.${name}.param.`;
    const params = Object.entries(raw).filter(([key]) => key.startsWith(prefix));
    return {
      name,
      className: String(of.get(option)),
      params: Object.fromEntries(params.map(([key, value]) => [key.slice(prefix.length), value])),
    };
  });
}

function defineOptions(): ConfigDef {
  return new ConfigDef()
    .define(low(LISTENERS, 'LIST', 'http://127.0.0.1:8083', 'Where the REST API listens: one http address.'))
    .define(PROVIDERS_OPTION)
    .define(low('plugin.path', 'LIST', '', 'Folders of plugin packages.'))
    .define(low('rest.advertised.host.name', 'STRING', null, 'Host name in worker_id.'))
    .define({
      ...number('rest.advertised.port', 0, 0, 'Port in worker_id; 0 is the one it listens on.'),
      type: 'INT',
    })
    .define(
      low('data.dir', 'STRING', '.sluice/worker', 'Where the log, configs, offsets and statuses are kept.'),
    )
    .define(
      low(INSECURE, 'BOOLEAN', false, 'Allows an address that is not loopback, for anybody who reaches it.'),
    )
    .define(low(TOPIC_TRACKING, 'BOOLEAN', true, 'Whether the topics a connector uses are written down.'))
    .define(low(TOPIC_RESET, 'BOOLEAN', true, 'Whether the topics of a connector may be reset.'))
    .define({
      ...low(EXACTLY_ONCE, 'STRING', 'disabled', 'Whether sources may ask to write each record once.'),
      validator: validStringIgnoringCase('disabled', 'preparing', 'enabled'),
    })
    .define(number('offset.flush.interval.ms', 60_000, 1, 'Time between offset commits.'))
    .define(number('task.shutdown.graceful.timeout.ms', 5_000, 0, 'Time tasks have to stop.'))
    .define(
      number('task.watchdog.timeout.ms', 30_000, 100, 'A thread that is silent for so long has failed.'),
    )
    .define(number('task.heap.max.mb', 512, 16, 'Heap of each task thread.'))
    .define(
      number(RETENTION_BYTES, 512 * 1024 * 1024, -1, 'Bytes of each topic that are kept; -1 is no limit.'),
    )
    .define(number(RETENTION_MS, 7 * 86_400_000, -1, 'Time that records are kept; -1 is no limit.'))
    .define(number(RETENTION_CHECK, 30_000, 10, 'Time between looks for records to remove.'));
}

/**
 * Checks the worker's options and fills in defaults.
 *
 * Errors: ConfigException that names the option. Source: kafka 4.x `WorkerConfig`, `RestServerConfig`.
 */
export function parseWorkerConfig(raw: Config): WorkerConfig {
  const parsed = defineOptions().parse(new Map(Object.entries(raw)));
  for (const key of ['key.converter', 'value.converter']) {
    if (!raw[key])
      throw new ConfigException(`Missing required configuration "${key}" which has no default value.`);
  }
  const { host, port } = parseListener(parsed.get(LISTENERS) as readonly string[]);
  if (!LOOPBACK.includes(host) && parsed.get(INSECURE) !== true) {
    throw ConfigException.invalid(
      LISTENERS,
      host,
      `only loopback is safe without a login; set ${INSECURE}=true to listen there all the same`,
    );
  }
  return {
    host,
    port,
    advertisedHost: (parsed.get('rest.advertised.host.name') as string | null) ?? undefined,
    advertisedPort: Number(parsed.get('rest.advertised.port')) || undefined,
    pluginPath: (parsed.get('plugin.path') as readonly string[]).filter((folder) => folder !== ''),
    dataDir: String(parsed.get('data.dir')),
    offsetFlushIntervalMs: Number(parsed.get('offset.flush.interval.ms')),
    taskGraceMs: Number(parsed.get('task.shutdown.graceful.timeout.ms')),
    watchdogMs: Number(parsed.get('task.watchdog.timeout.ms')),
    taskHeapMb: Number(parsed.get('task.heap.max.mb')),
    retentionBytes: Number(parsed.get(RETENTION_BYTES)),
    retentionMs: Number(parsed.get(RETENTION_MS)),
    retentionCheckMs: Number(parsed.get(RETENTION_CHECK)),
    tracksTopics: parsed.get(TOPIC_TRACKING) === true,
    allowsTopicReset: parsed.get(TOPIC_RESET) === true,
    raw,
  };
}

/** Kafka lets the host be empty, which means every address. */
function parseListener(listeners: readonly string[]): { host: string; port: number } {
  const [listener = ''] = listeners;
  const match = /^http:\/\/(\[[^\]]*\]|[^:/]*):(\d{1,5})$/i.exec(listener.trim());
  if (listeners.length !== 1 || !match) {
    throw ConfigException.invalid(LISTENERS, listeners, 'expected one address such as http://127.0.0.1:8083');
  }
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  return { host: host === '' ? '0.0.0.0' : host, port: Number(match[2]) };
}
