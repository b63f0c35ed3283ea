import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { AutoRestartSettings } from '@/lib/api/auto-restart';
import { callApi } from './api';
import { api } from './routes';

/** Auto-restart of one connector: settings, tries, what comes next. */
export function autoRestartQuery(clusterId: string, name: string) {
  return queryOptions({
    queryKey: ['cluster', clusterId, 'connector', name, 'auto-restart'],
    queryFn: ({ signal }) => callApi(api.autoRestart(clusterId, name), 'AutoRestartView', { signal }),
    refetchInterval: 5000,
  });
}

/** Saves the settings of one connector. */
export function useSetAutoRestart(clusterId: string, name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: AutoRestartSettings) =>
      callApi(api.autoRestart(clusterId, name), 'AutoRestartView', { method: 'PUT', body: settings }),
    onSuccess: (view) => client.setQueryData(autoRestartQuery(clusterId, name).queryKey, view),
  });
}
