'use client';

import Link from 'next/link';
import type { ConnectorRow } from '@/lib/api/connectors';
import { useFleet } from '@/lib/client/fleet';
import { pages } from '@/lib/client/routes';
import { sameCause } from './root-causes';

/** Why it failed: the cause line, who else has the same, and the way to the whole trace. */
export function CausePanel({ row }: { row: ConnectorRow }) {
  const { data } = useFleet();
  const others = (data?.connectors ?? []).filter(
    (other) =>
      !(other.clusterId === row.clusterId && other.name === row.name) && sameCause(other.cause, row.cause),
  );
  return (
    <section aria-label="Cause" className="rounded-panel border border-failed/40 bg-failed/8 px-4 py-3">
      <p className="break-words font-mono text-sm">{row.cause}</p>
      <p className="mt-1.5 text-muted text-xs">
        {others.length > 0
          ? `Same as in ${others.length} other connector${others.length === 1 ? '' : 's'} · `
          : ''}
        <Link
          href={pages.connectorTab(row.clusterId, row.name, 'tasks')}
          className="font-medium text-accent hover:underline"
        >
          Show trace
        </Link>
      </p>
    </section>
  );
}
