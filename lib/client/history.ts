import { queryOptions } from '@tanstack/react-query';
import { FleetHistory } from '@/lib/api/fleet-history';
import { callApi } from './api';
import { api } from './routes';

/** The last day of the whole fleet. Read anew every few seconds while it is on screen. */
export const fleetHistoryQuery = queryOptions({
  queryKey: ['history'],
  queryFn: ({ signal }) => callApi(api.history(), FleetHistory, { signal }),
  refetchInterval: 10_000,
});
