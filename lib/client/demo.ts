import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { DemoRequest } from '@/lib/api/demo';
import { callApi } from './api';
import { api } from './routes';

/** Whether the demo is on, and what of it is broken now. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: ({ signal }) => callApi(api.demo(), 'DemoState', { signal }),
  refetchInterval: (query) => (query.state.data?.enabled === false ? false : 5000),
});

/** Breaks or fixes a part of the demo, so that people can watch a failure and a restart. */
export function useDemo() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: DemoRequest) => callApi(api.demo(), 'DemoState', { method: 'POST', body: request }),
    onSuccess: (state) => client.setQueryData(demoQuery.queryKey, state),
  });
}
