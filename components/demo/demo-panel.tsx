'use client';

import { useQuery } from '@tanstack/react-query';
import { Hammer, Wrench } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Panel, ProblemNote } from '@/components/ui/panel';
import type { DemoFault, DemoState } from '@/lib/api/demo';
import { demoQuery, useDemo } from '@/lib/client/demo';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';

const WORDS: Readonly<Record<DemoFault, string>> = {
  folder: 'The folder a sink writes to',
  database: 'The database three sinks write to',
};

/** Lets people watch failures and restarts: it really breaks and fixes connectors of the demo. */
export function DemoPanel() {
  const { data } = useQuery(demoQuery);
  const demo = useDemo();
  if (!data?.enabled || !data.clusterId || data.faults.length === 0) return null;
  const { clusterId } = data;
  return (
    <Panel title="Demo: break it, fix it">
      <ul className="divide-y">
        {data.faults.map((fault) => (
          <FaultRow
            key={fault.fault}
            clusterId={clusterId}
            fault={fault}
            isBusy={demo.isPending}
            onAsk={() => demo.mutate({ do: fault.broken ? 'fix' : 'break', fault: fault.fault })}
          />
        ))}
      </ul>
      {demo.error ? <ProblemNote {...describeProblem(demo.error)} /> : null}
    </Panel>
  );
}

interface FaultRowProps {
  clusterId: string;
  fault: DemoState['faults'][number];
  isBusy: boolean;
  onAsk: () => void;
}

function FaultRow({ clusterId, fault: { fault, connectors, broken }, isBusy, onAsk }: FaultRowProps) {
  const Icon = broken ? Wrench : Hammer;
  return (
    <li className="flex items-start gap-3 px-4 py-3 text-sm">
      <div className="min-w-0 flex-1">
        <p>{WORDS[fault]}</p>
        <p className="mt-0.5 flex flex-wrap gap-x-2">
          {connectors.map((connector) => (
            <Link
              key={connector}
              href={pages.connector(clusterId, connector)}
              className="font-mono text-accent text-xs hover:underline"
            >
              {connector}
            </Link>
          ))}
        </p>
      </div>
      <Button
        size="sm"
        disabled={isBusy}
        aria-label={`${broken ? 'Fix' : 'Break'}: ${WORDS[fault].toLowerCase()}`}
        onClick={onAsk}
      >
        <Icon size={13} aria-hidden /> {broken ? 'Fix' : 'Break'}
      </Button>
    </li>
  );
}
