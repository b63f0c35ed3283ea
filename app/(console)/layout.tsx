import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ActivityList } from '@/components/connector/activity-list';
import { Shell } from '@/components/nav/shell';
import { fleetQuery } from '@/lib/client/fleet';
import { localContext } from '@/lib/server/console';
import { listConnectors } from '@/lib/server/services/connectors';

/** Fleets up to this size come with the page itself; larger ones are read by the browser, beside the script. */
const MAX_ROWS_IN_PAGE = 300;

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  const client = new QueryClient();
  const fleet = listConnectors(localContext());
  if (fleet.connectors.length <= MAX_ROWS_IN_PAGE) client.setQueryData(fleetQuery.queryKey, fleet);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Shell activity={<ActivityList />}>{children}</Shell>
    </HydrationBoundary>
  );
}
