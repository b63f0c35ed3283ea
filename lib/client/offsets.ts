import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { OffsetsEdit } from '@/lib/api/offsets';
import { mergeActions } from './actions';
import { callApi } from './api';
import { connectorKey, invalidateConnector } from './connectors';
import { api } from './routes';

/** Committed offsets, as raw JSON text. */
export function offsetsQuery(clusterId: string, name: string) {
  return queryOptions({
    queryKey: [...connectorKey(clusterId, name), 'offsets'],
    queryFn: ({ signal }) => callApi(api.offsets(clusterId, name), 'OffsetsView', { signal }),
    refetchInterval: 5000,
  });
}

/** What offsets were before the console changed them, newest first. */
export function offsetSnapshotsQuery(clusterId: string, name: string) {
  return queryOptions({
    queryKey: [...connectorKey(clusterId, name), 'offset-snapshots'],
    queryFn: ({ signal }) => callApi(api.offsetSnapshots(clusterId, name), 'OffsetSnapshotList', { signal }),
  });
}

/** Changes single partitions, or resets all with `reset`; resolves once the worker accepted. */
export function useChangeOffsets(clusterId: string, name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: OffsetsEdit | 'reset') =>
      callApi(
        api.offsets(clusterId, name),
        'ActionRecord',
        change === 'reset' ? { method: 'DELETE' } : { method: 'PUT', body: change },
      ),
    onSuccess: (action) => mergeActions(client, [action]),
    onSettled: () => invalidateConnector(client, clusterId, name),
  });
}
