import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ClusterDraft } from '@/lib/api/clusters';
import { callApi } from './api';
import { fleetQuery } from './fleet';
import { api } from './routes';

/** Clusters with their workers. */
export const clustersQuery = queryOptions({
  queryKey: ['clusters'],
  queryFn: ({ signal }) => callApi(api.clusters(), 'ClusterList', { signal }),
  refetchInterval: 5000,
});

function useRefresh() {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: clustersQuery.queryKey });
    await client.invalidateQueries({ queryKey: fleetQuery.queryKey });
  };
}

/** Registers a cluster, or changes the one with this id; a secret that is not given stays. */
export function useSaveCluster(id: string | undefined) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (draft: ClusterDraft) =>
      id === undefined
        ? callApi(api.clusters(), 'ClusterSummary', { method: 'POST', body: draft })
        : callApi(api.cluster(id), 'ClusterSummary', { method: 'PUT', body: draft }),
    onSuccess: refresh,
  });
}

/** Asks the worker URLs who they are, without keeping anything. `id`: the cluster whose stored secrets are used. */
export function useTestCluster(id: string | undefined) {
  return useMutation({
    mutationFn: (draft: ClusterDraft) =>
      callApi(api.clusterTest(), 'ClusterTest', {
        method: 'POST',
        body: { ...draft, ...(id === undefined ? {} : { clusterId: id }) },
      }),
  });
}

/** Forgets a cluster in the console; the cluster itself is not touched. */
export function useRemoveCluster() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => callApi(api.cluster(id), 'Nothing', { method: 'DELETE' }),
    onSuccess: refresh,
  });
}
