import { queryOptions } from '@tanstack/react-query';
import type { ValidateRequest } from '@/lib/api/plugins';
import { callApi } from './api';
import { api } from './routes';

/** Plugins of one cluster, or of all. */
export function pluginsQuery(clusterId?: string) {
  return queryOptions({
    queryKey: clusterId ? ['cluster', clusterId, 'plugins'] : ['plugins'],
    queryFn: ({ signal }) => callApi(api.plugins(clusterId), 'PluginList', { signal }),
    staleTime: 60_000,
  });
}

/** The worker's verdict on a config. The key is the whole request, so the last one asked is the one shown. */
export function validateQuery(clusterId: string, request: ValidateRequest) {
  return queryOptions({
    queryKey: ['cluster', clusterId, 'validate', request],
    queryFn: ({ signal }) =>
      callApi(api.validate(clusterId), 'ValidateResult', { method: 'POST', body: request, signal }),
    staleTime: 5000,
    gcTime: 30_000,
  });
}

/** Classes whose version differs between the workers of a cluster. The server keeps the answer for a minute. */
export const pluginSkewQuery = queryOptions({
  queryKey: ['plugin-skew'],
  queryFn: ({ signal }) => callApi(api.pluginSkew(), 'PluginSkewList', { signal }),
  staleTime: 60_000,
  refetchInterval: 60_000,
});
