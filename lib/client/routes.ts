const segment = (text: string) => encodeURIComponent(text);
const connectorPath = (clusterId: string, name: string) =>
  `/clusters/${segment(clusterId)}/connectors/${segment(name)}`;

/** Every page's address. */
export const pages = {
  home: () => '/',
  connectors: (search: Record<string, string> = {}) => withSearch('/connectors', search),
  tasks: (search: Record<string, string> = {}) => withSearch('/tasks', search),
  workers: () => '/workers',
  plugins: () => '/plugins',
  clusters: () => '/clusters',
  loggers: (clusterId: string) => `/clusters/${segment(clusterId)}/loggers`,
  history: () => '/history',
  alerts: () => '/alerts',
  settings: () => '/settings',
  newConnector: (clusterId: string, pluginClass?: string, version?: string) =>
    withSearch(`/clusters/${segment(clusterId)}/connectors/new`, {
      ...(pluginClass ? { plugin: pluginClass } : {}),
      ...(version ? { version } : {}),
    }),
  cloneConnector: (targetId: string, source: { clusterId: string; connector: string }) =>
    withSearch(`/clusters/${segment(targetId)}/connectors/new`, {
      copyFrom: source.clusterId,
      copyOf: source.connector,
    }),
  connector: (clusterId: string, name: string) => connectorPath(clusterId, name),
  connectorTab: (
    clusterId: string,
    name: string,
    tab: 'tasks' | 'config' | 'offsets' | 'topics' | 'history',
  ) => `${connectorPath(clusterId, name)}/${tab}`,
  /** A connector's timeline at a window. Units: ms since the epoch. */
  timelineAt: (clusterId: string, name: string, { from, to }: { from: number; to: number }) =>
    withSearch(`${connectorPath(clusterId, name)}/history`, {
      from: String(Math.round(from)),
      to: String(Math.round(to)),
    }),
  editConfig: (clusterId: string, name: string) => `${connectorPath(clusterId, name)}/config/edit`,
} as const;

/** Every address of the browser API. */
export const api = {
  events: () => '/api/v1/events',
  fleet: () => '/api/v1/connectors',
  configSearch: (terms: readonly string[]) =>
    withSearch('/api/v1/connectors/search', { terms: terms.join('\n') }),
  clusters: () => '/api/v1/clusters',
  clusterTest: () => '/api/v1/clusters/test',
  cluster: (id: string) => `/api/v1/clusters/${segment(id)}`,
  plugins: (clusterId?: string) => withSearch('/api/v1/plugins', clusterId ? { cluster: clusterId } : {}),
  pluginSkew: () => '/api/v1/plugins/skew',
  validate: (clusterId: string) => `/api/v1/clusters/${segment(clusterId)}/validate`,
  loggers: (clusterId: string, worker?: string) =>
    withSearch(`/api/v1/clusters/${segment(clusterId)}/loggers`, worker ? { worker } : {}),
  loggerRevert: (clusterId: string, id: number) =>
    `/api/v1/clusters/${segment(clusterId)}/loggers/reverts/${id}`,
  createConnector: (clusterId: string) => `/api/v1/clusters/${segment(clusterId)}/connectors`,
  connector: (clusterId: string, name: string) => `/api/v1${connectorPath(clusterId, name)}`,
  connectorConfig: (clusterId: string, name: string) => `/api/v1${connectorPath(clusterId, name)}/config`,
  configVersions: (clusterId: string, name: string) =>
    `/api/v1${connectorPath(clusterId, name)}/config/versions`,
  offsets: (clusterId: string, name: string) => `/api/v1${connectorPath(clusterId, name)}/offsets`,
  offsetSnapshots: (clusterId: string, name: string) =>
    `/api/v1${connectorPath(clusterId, name)}/offsets/snapshots`,
  taskConfigs: (clusterId: string, name: string) => `/api/v1${connectorPath(clusterId, name)}/tasks`,
  topics: (clusterId: string, name: string) => `/api/v1${connectorPath(clusterId, name)}/topics`,
  timeline: (clusterId: string, name: string, from: number, to: number) =>
    withSearch(`/api/v1${connectorPath(clusterId, name)}/timeline`, { from: String(from), to: String(to) }),
  autoRestart: (clusterId: string, name: string) => `/api/v1${connectorPath(clusterId, name)}/auto-restart`,
  alerts: () => '/api/v1/alerts',
  alertRules: () => '/api/v1/alerts/rules',
  alertRule: (id: string) => `/api/v1/alerts/rules/${segment(id)}`,
  alertChannels: () => '/api/v1/alerts/channels',
  alertChannel: (id: string) => `/api/v1/alerts/channels/${segment(id)}`,
  alertChannelTest: (id: string) => `/api/v1/alerts/channels/${segment(id)}/test`,
  silences: () => '/api/v1/alerts/silences',
  silence: (id: string) => `/api/v1/alerts/silences/${segment(id)}`,
  actions: () => '/api/v1/actions',
  action: (id: string) => `/api/v1/actions/${segment(id)}`,
  history: () => '/api/v1/history',
  failures: () => '/api/v1/history/failures',
  failuresOfDay: (day: string) => `/api/v1/history/failures/${segment(day)}`,
  demo: () => '/api/v1/demo',
  openapi: () => '/api/v1/openapi.json',
} as const;

function withSearch(path: string, search: Record<string, string>): string {
  const text = new URLSearchParams(search).toString();
  return text ? `${path}?${text}` : path;
}
