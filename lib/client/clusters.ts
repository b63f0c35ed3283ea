import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { ClusterList, ClusterSummary, ClusterTest, type NewCluster } from '@/lib/api/clusters';
import { callApi } from './api';
import { fleetQuery } from './fleet';
import { api } from './routes';

/** Clusters with their workers. */
export const clustersQuery = queryOptions({
  queryKey: ['clusters'],
  queryFn: ({ signal }) => callApi(api.clusters(), ClusterList, { signal }),
  refetchInterval: 5000,
});

function useRefresh() {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: clustersQuery.queryKey });
    await client.invalidateQueries({ queryKey: fleetQuery.queryKey });
  };
}

/** Registers a cluster. */
export function useAddCluster() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (input: NewCluster) =>
      callApi(api.clusters(), ClusterSummary, { method: 'POST', body: input }),
    onSuccess: refresh,
  });
}

/** Asks the worker URLs who they are, without registering anything. */
export function useTestCluster() {
  return useMutation({
    mutationFn: (urls: string[]) =>
      callApi(api.clusterTest(), ClusterTest, { method: 'POST', body: { urls } }),
  });
}

/** Forgets a cluster in the console; the cluster itself is not touched. */
export function useRemoveCluster() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => callApi(api.cluster(id), z.unknown(), { method: 'DELETE' }),
    onSuccess: refresh,
  });
}
