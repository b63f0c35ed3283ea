'use client';

import { useQuery } from '@tanstack/react-query';
import { Hammer, Wrench } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Panel, ProblemNote } from '@/components/ui/panel';
import { demoQuery, useDemo } from '@/lib/client/demo';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';

/** Lets people watch a failure and a restart: it really breaks and fixes one of the demo's connectors. */
export function DemoPanel() {
  const { data } = useQuery(demoQuery);
  const demo = useDemo();
  if (!data?.enabled || !data.clusterId || !data.connector) return null;
  return (
    <Panel title="Demo">
      <div className="space-y-3 px-4 py-3 text-sm">
        <p className="text-muted">
          Real connectors move real orders on the embedded worker. {data.broken ? 'Fix' : 'Break'}{' '}
          <Link
            href={pages.connector(data.clusterId, data.connector)}
            className="font-mono text-accent text-xs hover:underline"
          >
            {data.connector}
          </Link>{' '}
          and watch.
        </p>
        <div className="flex gap-2">
          <Button size="sm" disabled={demo.isPending || data.broken} onClick={() => demo.mutate('break')}>
            <Hammer size={13} aria-hidden /> Break it
          </Button>
          <Button size="sm" disabled={demo.isPending || !data.broken} onClick={() => demo.mutate('fix')}>
            <Wrench size={13} aria-hidden /> Fix it
          </Button>
        </div>
        {demo.error ? <ProblemNote {...describeProblem(demo.error)} /> : null}
      </div>
    </Panel>
  );
}
