import 'server-only';
import { z } from 'zod';
import {
  ActiveTopics,
  ConnectorInfo,
  ConnectorStateInfo,
  ExpandedConnectors,
  TaskInfo,
} from '@/lib/connect/rest/connectors';
import { LoggerLevels } from '@/lib/connect/rest/loggers';
import { ConfigInfos, ConfigKeyInfo, PluginInfo } from '@/lib/connect/rest/plugins';
import { ServerInfo } from '@/lib/connect/rest/root';

const MIB = 1024 * 1024;

/** One thing the console may ask of a worker. `kind` decides on time-outs and on what may be tried again. */
export interface Operation<T = unknown> {
  readonly kind: 'read' | 'write' | 'probe';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: string;
  readonly maxBytes: number;
  /** Undefined: the body is of no interest and may be empty. */
  readonly schema: z.ZodType<T> | undefined;
}

/** Limits for each kind. Units: ms. Connect's own limit for a write is 90 s. */
export const TIMEOUTS = {
  connectMs: 3_000,
  read: { firstByteMs: 10_000, bodyMs: 10_000 },
  write: { firstByteMs: 95_000, bodyMs: 10_000 },
  probe: { firstByteMs: 95_000, bodyMs: 10_000 },
} as const;

const read = <T>(path: string, schema: z.ZodType<T>, more: Partial<Operation<T>> = {}): Operation<T> => ({
  kind: 'read',
  method: 'GET',
  path,
  maxBytes: 8 * MIB,
  schema,
  ...more,
});
const write = <T>(
  method: Operation['method'],
  path: string,
  schema?: z.ZodType<T>,
  query?: string,
): Operation<T> => ({
  kind: 'write',
  method,
  path,
  maxBytes: 8 * MIB,
  schema,
  ...(query === undefined ? {} : { query }),
});
const Message = z.looseObject({ message: z.string().nullish() });
const OFFSETS = '/connectors/{connector}/offsets';
const LOGGER = '/admin/loggers/{logger}';
const RESTART = '/connectors/{connector}/restart';

/**
 * Everything the console can ever send to a worker: there is no pass-through. `probe` is a call that changes
 * nothing although it is a PUT (validate). Source: the worker's REST API, 2.8 to 4.x.
 */
export const OPERATIONS = {
  root: read('/', ServerInfo),
  listNames: read('/connectors', z.array(z.string()), { maxBytes: 64 * MIB }),
  listStatus: read('/connectors', ExpandedConnectors, { query: 'expand=status', maxBytes: 64 * MIB }),
  listInfo: read('/connectors', ExpandedConnectors, { query: 'expand=info', maxBytes: 64 * MIB }),
  getConnector: read('/connectors/{connector}', ConnectorInfo),
  getStatus: read('/connectors/{connector}/status', ConnectorStateInfo, { maxBytes: 64 * MIB }),
  listTasks: read('/connectors/{connector}/tasks', z.array(TaskInfo)),
  getTopics: read('/connectors/{connector}/topics', ActiveTopics),
  getOffsets: read(OFFSETS, z.unknown()),
  listPlugins: read('/connector-plugins', z.array(PluginInfo), { query: 'connectorsOnly=false' }),
  getPluginConfig: read('/connector-plugins/{plugin}/config', z.array(ConfigKeyInfo)),
  listLoggers: read('/admin/loggers', LoggerLevels),
  validate: {
    ...read('/connector-plugins/{plugin}/config/validate', ConfigInfos),
    kind: 'probe',
    method: 'PUT',
  },
  createConnector: write('POST', '/connectors', ConnectorInfo),
  putConfig: write('PUT', '/connectors/{connector}/config', ConnectorInfo),
  patchConfig: write('PATCH', '/connectors/{connector}/config', ConnectorInfo),
  pause: write('PUT', '/connectors/{connector}/pause'),
  resume: write('PUT', '/connectors/{connector}/resume'),
  stop: write('PUT', '/connectors/{connector}/stop'),
  alterOffsets: write('PATCH', OFFSETS, Message),
  resetOffsets: write('DELETE', OFFSETS, Message),
  setLogger: write('PUT', LOGGER),
  setClusterLogger: write('PUT', LOGGER, undefined, 'scope=cluster'),
  resetTopics: write('PUT', '/connectors/{connector}/topics/reset'),
  deleteConnector: write('DELETE', '/connectors/{connector}'),
  restart: write('POST', RESTART),
  restartAll: write('POST', RESTART, ConnectorStateInfo.optional(), 'includeTasks=true&onlyFailed=false'),
  restartFailed: write('POST', RESTART, ConnectorStateInfo.optional(), 'includeTasks=true&onlyFailed=true'),
  restartTask: write('POST', '/connectors/{connector}/tasks/{task}/restart'),
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** What an operation answers. */
export type AnswerOf<K extends OperationName> = (typeof OPERATIONS)[K] extends Operation<infer T> ? T : never;
