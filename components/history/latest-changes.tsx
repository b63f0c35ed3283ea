'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Panel } from '@/components/ui/panel';
import { StateBadge } from '@/components/ui/state-badge';
import { Ago } from '@/components/ui/time';
import type { FleetChange } from '@/lib/api/fleet-history';
import { fleetHistoryQuery } from '@/lib/client/history';
import { pages } from '@/lib/client/routes';

const SHOWN = 8;
const VISIT_KEY = 'sluice.last-visit';

/** When this browser last showed the page; 0 on the first visit. Units: ms since the epoch. */
function useLastVisit(): number {
  const [lastVisit, setLastVisit] = useState(0);
  // Outside React: the browser's storage, and the moment the page is left.
  useEffect(() => {
    setLastVisit(Number(localStorage.getItem(VISIT_KEY) ?? 0));
    const leave = () =>
      document.visibilityState === 'hidden' && localStorage.setItem(VISIT_KEY, String(Date.now()));
    document.addEventListener('visibilitychange', leave);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      localStorage.setItem(VISIT_KEY, String(Date.now()));
    };
  }, []);
  return lastVisit;
}

/** What changed last in the whole fleet; what is new since the last visit is marked. */
export function LatestChanges() {
  const { data } = useQuery(fleetHistoryQuery);
  const lastVisit = useLastVisit();
  const changes = data?.changes ?? [];
  const isNew = (change: FleetChange) => lastVisit > 0 && change.at > lastVisit;
  const fresh = changes.filter(isNew).length;
  return (
    <Panel
      title="Latest changes"
      aside={fresh > 0 ? <span className="text-muted text-xs">{fresh} since your last visit</span> : null}
    >
      <ul className="divide-y">
        {changes.slice(0, SHOWN).map((change) => (
          <li
            key={`${change.at}-${change.clusterId}-${change.connector}-${change.task}-${change.to}`}
            className="px-4 py-2"
          >
            <p className="flex items-baseline gap-2">
              {isNew(change) ? (
                <span aria-hidden className="h-1.5 w-1.5 shrink-0 self-center rounded-full bg-accent" />
              ) : null}
              <Link
                href={pages.connectorTab(change.clusterId, change.connector, 'history')}
                className={cn(
                  'min-w-0 flex-1 truncate font-mono text-xs hover:underline',
                  isNew(change) && 'font-semibold',
                )}
              >
                {change.connector}
                {change.task === null ? '' : `-${change.task}`}
              </Link>
              <span className="shrink-0 text-muted text-xs">
                <Ago at={change.at} />
              </span>
            </p>
            <p className="mt-1 flex items-center gap-1.5">
              {change.from ? <StateBadge state={change.from} /> : null}
              <span aria-hidden className="text-muted">
                →
              </span>
              {change.to ? (
                <StateBadge state={change.to} />
              ) : (
                <span className="text-muted text-xs">gone</span>
              )}
            </p>
          </li>
        ))}
        {changes.length === 0 ? (
          <li className="px-4 py-3 text-muted text-sm">Nothing changed in the last 24 hours</li>
        ) : null}
      </ul>
    </Panel>
  );
}
