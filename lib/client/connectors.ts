import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { ConfigUpdate, NewConnector } from '@/lib/api/connectors';
import { mergeActions } from './actions';
import { callApi } from './api';
import { api } from './routes';

/** What the keys of everything about one connector begin with. */
export const connectorKey = (clusterId: string, name: string) =>
  ['cluster', clusterId, 'connector', name] as const;

/** Everything about one connector but offsets, topics and history. */
export function connectorQuery(clusterId: string, name: string) {
  return queryOptions({
    queryKey: [...connectorKey(clusterId, name), 'detail'],
    queryFn: ({ signal }) => callApi(api.connector(clusterId, name), 'ConnectorDetail', { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The configs it has had, newest first. */
export function configVersionsQuery(clusterId: string, name: string) {
  return queryOptions({
    queryKey: [...connectorKey(clusterId, name), 'config-versions'],
    queryFn: ({ signal }) => callApi(api.configVersions(clusterId, name), 'ConfigVersionList', { signal }),
  });
}

/** What each task was given. */
export function taskConfigsQuery(clusterId: string, name: string) {
  return queryOptions({
    queryKey: [...connectorKey(clusterId, name), 'task-configs'],
    queryFn: ({ signal }) => callApi(api.taskConfigs(clusterId, name), 'TaskConfigList', { signal }),
  });
}

/** Topics the connector has used since its creation or the last reset. */
export function topicsQuery(clusterId: string, name: string) {
  return queryOptions({
    queryKey: [...connectorKey(clusterId, name), 'topics'],
    queryFn: ({ signal }) => callApi(api.topics(clusterId, name), 'TopicsView', { signal }),
  });
}

/** Connectors by what stands in their configs. `terms`: `key:value`, all of which must match. */
export function configSearchQuery(terms: readonly string[]) {
  return queryOptions({
    queryKey: ['config-search', ...terms],
    queryFn: ({ signal }) => callApi(api.configSearch(terms), 'ConfigMatches', { signal }),
    enabled: terms.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
}

/** Observed states in a window. Units: `from` and `to` in ms since the epoch. */
export function timelineQuery(clusterId: string, name: string, window: { from: number; to: number }) {
  return queryOptions({
    queryKey: [...connectorKey(clusterId, name), 'timeline', window.from, window.to],
    queryFn: ({ signal }) =>
      callApi(api.timeline(clusterId, name, window.from, window.to), 'Timeline', { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Marks everything known about one connector as old, so that what is on screen is read again. */
export function invalidateConnector(client: QueryClient, clusterId: string, name: string): Promise<void> {
  return client.invalidateQueries({ queryKey: connectorKey(clusterId, name) });
}

/** Drops everything known about a connector that is gone, without asking for it again. */
export function forgetConnector(client: QueryClient, clusterId: string, name: string): void {
  client.removeQueries({ queryKey: connectorKey(clusterId, name) });
}

/** Creates a connector; resolves with the action to follow. */
export function useCreateConnector(clusterId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: NewConnector) =>
      callApi(api.createConnector(clusterId), 'ActionRecord', { method: 'POST', body: input }),
    onSuccess: (action) => mergeActions(client, [action]),
  });
}

/** Saves an edited config; 409 when somebody changed it meanwhile. */
export function useUpdateConfig(clusterId: string, name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ConfigUpdate) =>
      callApi(api.connectorConfig(clusterId, name), 'ActionRecord', { method: 'PUT', body: input }),
    onSuccess: async (action) => {
      mergeActions(client, [action]);
      await invalidateConnector(client, clusterId, name);
    },
  });
}
