'use client';

import Link from 'next/link';
import { Panel } from '@/components/ui/panel';
import { StateBadge } from '@/components/ui/state-badge';
import { Ago } from '@/components/ui/time';
import type { FleetSnapshot } from '@/lib/api/connectors';
import { pages } from '@/lib/client/routes';

const SHOWN = 10;

/** The connectors whose health changed last. */
export function RecentChanges({ fleet }: { fleet: FleetSnapshot }) {
  const latest = fleet.connectors.toSorted((a, b) => b.since - a.since).slice(0, SHOWN);
  return (
    <Panel title="Latest changes">
      <ul className="divide-y">
        {latest.map((row) => (
          <li key={`${row.clusterId}/${row.name}`} className="flex items-center gap-3 px-4 py-2">
            <span className="w-24 shrink-0">
              <StateBadge state={row.health} />
            </span>
            <Link
              href={pages.connector(row.clusterId, row.name)}
              className="min-w-0 flex-1 truncate font-mono text-xs hover:underline"
            >
              {row.name}
            </Link>
            <span className="shrink-0 text-muted text-xs">
              <Ago at={row.since} />
            </span>
          </li>
        ))}
        {latest.length === 0 ? <li className="px-4 py-3 text-muted text-sm">Nothing seen yet</li> : null}
      </ul>
    </Panel>
  );
}
