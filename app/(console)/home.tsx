'use client';

import { ClusterCards } from '@/components/cluster/cluster-cards';
import { Attention } from '@/components/connector/attention';
import { RecentChanges } from '@/components/connector/recent-changes';
import { DemoPanel } from '@/components/demo/demo-panel';
import { Home } from '@/components/home/home';

/** Puts the parts of several nouns together on the first page. */
export function HomePage() {
  return (
    <Home
      attention={(fleet) => <Attention fleet={fleet} />}
      aside={(fleet) => (
        <>
          <DemoPanel />
          <ClusterCards clusters={fleet.clusters} />
          <RecentChanges fleet={fleet} />
        </>
      )}
    />
  );
}
