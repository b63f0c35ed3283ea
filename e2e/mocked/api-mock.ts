import type { Page } from '@playwright/test';
import type { z } from 'zod';
import { ActionList } from '../../lib/api/actions.ts';
import { ClusterList } from '../../lib/api/clusters.ts';
import { FleetSnapshot } from '../../lib/api/connectors.ts';
import { DemoState } from '../../lib/api/demo.ts';
import { ConsoleEvent } from '../../lib/api/events.ts';
import { FleetHistory } from '../../lib/api/fleet-history.ts';

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
  await mock(page, '/api/v1/demo', DemoState, {
    enabled: false,
    clusterId: null,
    connector: null,
    broken: false,
  });
  await mock(page, '/api/v1/history', FleetHistory, {
    bucketMs: 1_800_000,
    buckets: Array.from({ length: 48 }, (_, index) => ({
      at: fleet.at - (48 - index) * 1_800_000,
      failed: index % 5,
    })),
    changes: [],
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
