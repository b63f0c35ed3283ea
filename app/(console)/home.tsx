'use client';

import { ClusterCards } from '@/components/cluster/cluster-cards';
import { Attention } from '@/components/connector/attention';
import { DemoPanel } from '@/components/demo/demo-panel';
import { FailedChart } from '@/components/history/failed-chart';
import { LatestChanges } from '@/components/history/latest-changes';
import { Home } from '@/components/home/home';

/** Puts the parts of several nouns together on the first page. */
export function HomePage() {
  return (
    <Home
      attention={(fleet) => <Attention fleet={fleet} />}
      aside={(fleet) => (
        <>
          <DemoPanel />
          <FailedChart />
          <ClusterCards clusters={fleet.clusters} />
          <LatestChanges />
        </>
      )}
    />
  );
}
