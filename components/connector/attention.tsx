'use client';

import { RotateCw } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/panel';
import { StateBadge } from '@/components/ui/state-badge';
import { Ago } from '@/components/ui/time';
import type { FleetSnapshot } from '@/lib/api/connectors';
import { useActions, useStartAction } from '@/lib/client/actions';
import { describeProblem } from '@/lib/client/problems';
import { pages } from '@/lib/client/routes';
import { ActionOutcome } from './action-outcome';
import { groupByCause, type RootCause } from './root-causes';

const CHIPS = 12;

/** What failed, grouped by root cause, each group with the one button that helps. */
export function Attention({ fleet }: { fleet: FleetSnapshot }) {
  return (
    <div className="space-y-3">
      {groupByCause(fleet.connectors).map((group) => (
        <CauseGroup key={group.rows.map((row) => `${row.clusterId}/${row.name}`).join('|')} group={group} />
      ))}
    </div>
  );
}

function sizeOf(group: RootCause): string {
  const parts = [];
  if (group.failedTasks > 0) parts.push(`${group.failedTasks} task${group.failedTasks === 1 ? '' : 's'}`);
  if (group.failedConnectors > 0) {
    parts.push(`${group.failedConnectors} connector${group.failedConnectors === 1 ? '' : 's'} itself`);
  }
  const connectors = group.rows.length;
  return `${parts.join(' and ')} in ${connectors} connector${connectors === 1 ? '' : 's'}`;
}

function restartLabel(group: RootCause): string {
  const things = group.failedTasks + group.failedConnectors;
  if (group.failedTasks === 0) return `Restart ${things === 1 ? 'the connector' : `${things} connectors`}`;
  return `Restart ${group.failedTasks} task${group.failedTasks === 1 ? '' : 's'}`;
}

function CauseGroup({ group }: { group: RootCause }) {
  const start = useStartAction();
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const { data } = useActions();
  const results = (data?.actions ?? []).filter((action) => asked.has(action.id));
  const restart = () =>
    start.mutate(
      {
        action: 'restart-failed-tasks',
        targets: group.rows.map((row) => ({ clusterId: row.clusterId, connector: row.name })),
      },
      { onSuccess: (list) => setAsked(new Set(list.actions.map((action) => action.id))) },
    );
  return (
    <section aria-label={group.cause} className="rounded-panel border bg-panel">
      <div className="flex flex-wrap items-start gap-3 px-4 py-3">
        <div className="min-w-0 flex-1 basis-64">
          <p className="break-words font-medium font-mono text-sm">{group.cause}</p>
          <p className="mt-1 text-muted text-xs">
            {sizeOf(group)} · since <Ago at={group.since} />
          </p>
        </div>
        <Button variant="primary" disabled={start.isPending} onClick={restart}>
          <RotateCw size={14} aria-hidden /> {restartLabel(group)}
        </Button>
      </div>
      <ul className="flex flex-wrap gap-1.5 px-4 pb-3">
        {group.rows.slice(0, CHIPS).map((row) => (
          <li key={`${row.clusterId}/${row.name}`} className="min-w-0">
            <Link
              href={pages.connector(row.clusterId, row.name)}
              className="inline-flex max-w-full items-center gap-1.5 rounded-control border py-0.5 pr-2 pl-1 hover:bg-sunken"
            >
              <StateBadge state={row.health} />
              <span className="truncate font-mono text-xs">{row.name}</span>
            </Link>
          </li>
        ))}
        {group.rows.length > CHIPS ? (
          <li className="self-center text-muted text-xs">and {group.rows.length - CHIPS} more</li>
        ) : null}
      </ul>
      {start.error ? (
        <div className="px-4 pb-3">
          <ProblemNote {...describeProblem(start.error)} />
        </div>
      ) : null}
      {results.length > 0 ? (
        <ul className="space-y-2 border-t px-4 py-3">
          {results.map((action) => (
            <li key={action.id}>
              <ActionOutcome action={action} showTarget />
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
