import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { DemoState } from '@/lib/api/demo';
import { callApi } from './api';
import { api } from './routes';

/** Whether the demo is on, and whether it is broken now. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: ({ signal }) => callApi(api.demo(), DemoState, { signal }),
  refetchInterval: (query) => (query.state.data?.enabled === false ? false : 5000),
});

/** Breaks or fixes the demo's sink, so that people can watch a failure and a restart. */
export function useDemo() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (what: 'break' | 'fix') =>
      callApi(api.demo(), DemoState, { method: 'POST', body: { do: what } }),
    onSuccess: (state) => client.setQueryData(demoQuery.queryKey, state),
  });
}
