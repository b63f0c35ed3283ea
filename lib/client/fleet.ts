import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { FleetSnapshot } from '@/lib/api/connectors';
import type { ConsoleEvent } from '@/lib/api/events';
import { assertNever } from '@/lib/base/assert-never';
import { callApi } from './api';
import { api } from './routes';

const fleetKey = ['fleet'] as const;

/** The one snapshot every list draws from. Kept current by `applyEvent`, so it is never refetched on a timer. */
export const fleetQuery = queryOptions({
  queryKey: fleetKey,
  queryFn: ({ signal }) => callApi(api.fleet(), 'FleetSnapshot', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  // Rows that did not change keep their identity already; a deep compare of a large fleet would cost more.
  structuralSharing: false,
});

/** The snapshot, or undefined before the first answer. */
export function useFleet() {
  return useQuery(fleetQuery);
}

/** Tells the name people gave a cluster; its id until the first snapshot. */
export function useClusterName(): (clusterId: string) => string {
  const clusters = useFleet().data?.clusters;
  return useCallback(
    (clusterId) => clusters?.find((cluster) => cluster.id === clusterId)?.name ?? clusterId,
    [clusters],
  );
}

/**
 * Applies one server event to the snapshot.
 *
 * Returns false when the event does not follow on what we have: the caller then reads the snapshot anew.
 */
export function applyEvent(client: QueryClient, event: ConsoleEvent): boolean {
  const snapshot = client.getQueryData(fleetQuery.queryKey);
  if (!snapshot) return true; // the one on its way holds this change, or the next event shows that it does not
  if (event.type === 'hello') return event.epoch === snapshot.epoch && event.seq === snapshot.seq;
  if (event.seq <= snapshot.seq) return true; // the snapshot was read after this change
  if (event.seq !== snapshot.seq + 1) return false;
  client.setQueryData(fleetQuery.queryKey, reduceFleet(snapshot, event));
  return true;
}

/** The snapshot after one event. Pure; rows that did not change keep their identity. */
export function reduceFleet(
  snapshot: FleetSnapshot,
  event: Exclude<ConsoleEvent, { type: 'hello' }>,
): FleetSnapshot {
  const next = { ...snapshot, seq: event.seq, at: event.at };
  switch (event.type) {
    case 'connectors': {
      const touched = new Set([...event.upserted.map((row) => row.name), ...event.removed]);
      const others = snapshot.connectors.filter(
        (row) => row.clusterId !== event.clusterId || !touched.has(row.name),
      );
      return { ...next, connectors: [...others, ...event.upserted] };
    }
    case 'cluster': {
      const known = snapshot.clusters.some((cluster) => cluster.id === event.cluster.id);
      const clusters = known
        ? snapshot.clusters.map((cluster) => (cluster.id === event.cluster.id ? event.cluster : cluster))
        : [...snapshot.clusters, event.cluster];
      return { ...next, clusters };
    }
    case 'cluster-removed':
      return {
        ...next,
        clusters: snapshot.clusters.filter((cluster) => cluster.id !== event.clusterId),
        connectors: snapshot.connectors.filter((row) => row.clusterId !== event.clusterId),
      };
    case 'storage':
      return { ...next, storage: event.storage };
    case 'action':
      return next;
    default:
      return assertNever(event);
  }
}
