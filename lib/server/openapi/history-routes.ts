import 'server-only';
import { FailureReport, FailuresOfDay, FleetHistory } from '@/lib/api/fleet-history';
import type { RouteEntry } from './routes';

/** The routes of the fleet's history. */
export const HISTORY_ROUTES: readonly RouteEntry[] = [
  {
    method: 'get',
    path: '/history',
    summary: 'The last day of the whole fleet: failed tasks and changes',
    tag: 'connectors',
    answer: ['FleetHistory', FleetHistory],
  },
  {
    method: 'get',
    path: '/history/failures',
    summary: 'When how much of the fleet failed: hours of a week, days of 90, the worst connectors',
    tag: 'connectors',
    answer: ['FailureReport', FailureReport],
  },
  {
    method: 'get',
    path: '/history/failures/{day}',
    summary: 'The connectors that failed on a day (UTC)',
    tag: 'connectors',
    answer: ['FailuresOfDay', FailuresOfDay],
  },
];
