import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ActionList, ActionRecord, ActionRequest } from '@/lib/api/actions';
import { callApi } from './api';
import { api } from './routes';

const MAX_KEPT = 3000;
/** Targets of one request; the server takes no more at once. */
const MAX_TARGETS = 1000;

const actionsQuery = queryOptions({
  queryKey: ['actions'],
  queryFn: ({ signal }) => callApi(api.actions(), 'ActionList', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** What was asked lately and what came of it, newest first. */
export function useActions() {
  return useQuery(actionsQuery);
}

/** The newest action on one connector, or undefined. */
export function useLastAction(clusterId: string, connector: string): ActionRecord | undefined {
  const { data } = useActions();
  return data?.actions.find((action) => action.clusterId === clusterId && action.connector === connector);
}

/** Puts records into the list, replacing older phases of the same action. */
export function mergeActions(client: QueryClient, records: readonly ActionRecord[]): void {
  client.setQueryData(actionsQuery.queryKey, (list) => {
    const known = new Map((list?.actions ?? []).map((action) => [action.id, action]));
    for (const record of records) {
      // An answer to POST may arrive after a later phase came by event.
      if (known.get(record.id)?.finishedAt == null) known.set(record.id, record);
    }
    const actions = [...known.values()].sort((a, b) => b.at - a.at).slice(0, MAX_KEPT);
    return { actions };
  });
}

/** Re-reads the list, after the event stream had a hole. */
export function refreshActions(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: actionsQuery.queryKey });
}

/** Cancels an action that waits for a rebalance to end; what became of it is told by event. */
export function useCancelAction() {
  return useMutation({
    mutationFn: (id: string) => callApi(api.action(id), 'ActionRecord', { method: 'DELETE' }),
  });
}

/**
 * Starts one action on one or many connectors. Resolves when the server has taken it, not when it is done. `onError` is
 * told also when what asked is gone from the page by then.
 */
export function useStartAction(onError?: (error: Error) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (request: ActionRequest): Promise<ActionList> => {
      const actions: ActionRecord[] = [];
      for (let at = 0; at < request.targets.length; at += MAX_TARGETS) {
        const targets = request.targets.slice(at, at + MAX_TARGETS);
        const body = { ...request, targets };
        actions.push(...(await callApi(api.actions(), 'ActionList', { method: 'POST', body })).actions);
      }
      return { actions };
    },
    onSuccess: (list) => mergeActions(client, list.actions),
    ...(onError ? { onError } : {}),
  });
}
