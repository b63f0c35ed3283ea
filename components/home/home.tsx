'use client';

import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Skeleton } from '@/components/ui/panel';
import type { FleetSnapshot } from '@/lib/api/connectors';
import { useFleet } from '@/lib/client/fleet';

interface HomeProps {
  attention: (fleet: FleetSnapshot) => ReactNode;
  aside: (fleet: FleetSnapshot) => ReactNode;
}

/** What needs somebody now; calm when all is well. The parts are drawn by the page. */
export function Home({ attention, aside }: HomeProps) {
  const { data } = useFleet();
  if (!data) return <Skeleton className="h-72" />;
  const broken = data.connectors.filter((row) => row.health === 'FAILED' || row.health === 'DEGRADED').length;
  return (
    <>
      <h1 className="mb-4 font-semibold text-xl">{sentence(data, broken)}</h1>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        {broken > 0 ? attention(data) : <Calm fleet={data} />}
        <div className="space-y-4">{aside(data)}</div>
      </div>
    </>
  );
}

function sentence(fleet: FleetSnapshot, broken: number): string {
  const total = fleet.connectors.length;
  const away = fleet.clusters.filter((cluster) => cluster.reachability.state === 'unreachable').length;
  if (broken > 0) return `${broken} connector${broken === 1 ? ' needs' : 's need'} attention`;
  if (away > 0) return `${away} cluster${away === 1 ? '' : 's'} cannot be reached`;
  if (total === 0) return fleet.clusters.length === 0 ? 'No cluster is registered' : 'No connectors yet';
  const running = fleet.connectors.filter((row) => row.health === 'RUNNING').length;
  return running === total
    ? `All ${total} connectors are running`
    : `${running} of ${total} connectors are running, none failed`;
}

function Calm({ fleet }: { fleet: FleetSnapshot }) {
  return (
    <section className="flex items-center gap-3 rounded-panel border bg-panel px-5 py-8">
      <CircleCheck size={22} aria-hidden className="shrink-0 text-running" />
      <p className="text-sm">
        Nothing failed.{' '}
        {fleet.clusters.length === 0
          ? 'Add a cluster to begin.'
          : 'Failures appear here by themselves, grouped by cause.'}
      </p>
    </section>
  );
}
