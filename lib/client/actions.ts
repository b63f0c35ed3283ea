import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ActionList, type ActionRecord, type ActionRequest } from '@/lib/api/actions';
import { callApi } from './api';
import { api } from './routes';

const MAX_KEPT = 300;

const actionsQuery = queryOptions({
  queryKey: ['actions'],
  queryFn: ({ signal }) => callApi(api.actions(), ActionList, { signal }),
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

/** Starts one action on one or many connectors. Resolves when the server has taken it, not when it is done. */
export function useStartAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: ActionRequest) =>
      callApi(api.actions(), ActionList, { method: 'POST', body: request }),
    onSuccess: (list) => mergeActions(client, list.actions),
  });
}
