import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api';
import { api } from './routes';

/** The last day of the whole fleet. Read anew every few seconds while it is on screen. */
export const fleetHistoryQuery = queryOptions({
  queryKey: ['history'],
  queryFn: ({ signal }) => callApi(api.history(), 'FleetHistory', { signal }),
  refetchInterval: 10_000,
});

/** When how much of the fleet failed. Sums are up to a minute old. */
export const failureReportQuery = queryOptions({
  queryKey: ['history', 'failures'],
  queryFn: ({ signal }) => callApi(api.failures(), 'FailureReport', { signal }),
  refetchInterval: 30_000,
});

/** The connectors that failed on a day (UTC), as `2026-11-26`. */
export function failuresOfDayQuery(day: string) {
  return queryOptions({
    queryKey: ['history', 'failures', day],
    queryFn: ({ signal }) => callApi(api.failuresOfDay(day), 'FailuresOfDay', { signal }),
    refetchInterval: 30_000,
  });
}
