import type { Page } from '@playwright/test';
import type { z } from 'zod';
import { ActionList } from '../../lib/api/actions.ts';
import { ClusterList } from '../../lib/api/clusters.ts';
import { FleetSnapshot } from '../../lib/api/connectors.ts';
import { DemoState } from '../../lib/api/demo.ts';
import { ConsoleEvent } from '../../lib/api/events.ts';
import { FailureReport, FleetHistory } from '../../lib/api/fleet-history.ts';
import { PluginSkewList } from '../../lib/api/plugins.ts';

/** Answers one route of the browser API; the schema keeps the mock honest. */
export async function mock<S extends z.ZodType>(
  page: Page,
  path: string | RegExp,
  schema: S,
  answer: z.input<S>,
): Promise<void> {
  const body = JSON.stringify(schema.parse(answer));
  await page.route(
    (url) => (typeof path === 'string' ? url.pathname === path : path.test(url.pathname)),
    (route) => route.fulfill({ contentType: 'application/json', body }),
  );
}

/** Mocks what every page asks for: the snapshot, the event stream, actions, clusters, the demo. */
export async function mockFleet(
  page: Page,
  fleet: z.input<typeof FleetSnapshot>,
  events: z.input<typeof ConsoleEvent>[] = [],
): Promise<void> {
  await mock(page, '/api/v1/connectors', FleetSnapshot, fleet);
  await mock(page, '/api/v1/actions', ActionList, { actions: [] });
  await mock(page, '/api/v1/clusters', ClusterList, { clusters: fleet.clusters, workers: [] });
  await mock(page, '/api/v1/demo', DemoState, { enabled: false, clusterId: null, faults: [] });
  await mock(page, '/api/v1/plugins/skew', PluginSkewList, { skews: [], problems: [] });
  const hours = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      at: fleet.at - (count - index) * 3_600_000,
      failed: index % 5,
    }));
  await mock(page, '/api/v1/history', FleetHistory, { bucketMs: 3_600_000, buckets: hours(24), changes: [] });
  await mock(page, '/api/v1/history/failures', FailureReport, {
    now: fleet.at,
    watchingSince: fleet.at - 60 * 86_400_000,
    hours: hours(168),
    days: Array.from({ length: 90 }, (_, index) => ({
      at: Math.floor(fleet.at / 86_400_000) * 86_400_000 - (89 - index) * 86_400_000,
      failedMs: (index % 7) * 7_200_000,
      failures: index % 7,
      restores: index % 7,
      restoreMs: (index % 7) * 60_000,
    })),
    worst: fleet.connectors.slice(0, 2).map(({ clusterId, name }) => ({
      clusterId,
      connector: name,
      failedMs: 7_200_000,
      failures: 3,
      restores: 2,
      restoreMs: 600_000,
      uptime: 0.9912,
    })),
  });
  const hello = { type: 'hello', epoch: fleet.epoch, seq: fleet.seq, at: fleet.at } as const;
  const body = [hello, ...events]
    .map((event) => `data: ${JSON.stringify(ConsoleEvent.parse(event))}\n\n`)
    .join('');
  // A mocked response ends at once; a long retry keeps the browser from asking again during the test.
  await page.route('**/api/v1/events', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: `retry: 600000\n\n${body}` }),
  );
}
