import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { LoggerChange } from '@/lib/api/loggers';
import { callApi } from './api';
import { api } from './routes';

const keyOf = (clusterId: string) => ['cluster', clusterId, 'loggers'] as const;

/** Loggers of one worker, the cluster's first unless said otherwise. */
export function loggersQuery(clusterId: string, worker?: string) {
  return queryOptions({
    queryKey: [...keyOf(clusterId), worker ?? ''],
    queryFn: ({ signal }) => callApi(api.loggers(clusterId, worker), 'LoggersView', { signal }),
    refetchInterval: 5000,
  });
}

/** Sets a level; what is shown afterwards was read after it was set. */
export function useSetLogLevel(clusterId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: LoggerChange) =>
      callApi(api.loggers(clusterId), 'LoggersView', { method: 'PUT', body: change }),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(clusterId) }),
  });
}

/** Keeps a level for good, or puts it back now. */
export function useSettleRevert(clusterId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, how }: { id: number; how: 'keep' | 'revert' }) =>
      callApi(api.loggerRevert(clusterId, id), 'Nothing', { method: how === 'keep' ? 'DELETE' : 'POST' }),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(clusterId) }),
  });
}
