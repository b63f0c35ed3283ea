'use client';

import Link from 'next/link';
import { EmptyState } from '@/components/ui/panel';
import { useActions } from '@/lib/client/actions';
import { pages } from '@/lib/client/routes';
import { ActionOutcome } from './action-outcome';

/** Actions in progress and the last outcomes; the outcome of the newest is announced to screen readers. */
export function ActivityList() {
  const { data } = useActions();
  const actions = data?.actions ?? [];
  const newest = actions.find((action) => action.finishedAt !== null);
  return (
    <>
      <h2 className="border-b px-4 py-2.5 font-semibold text-sm">Activity</h2>
      <p className="sr-only" aria-live="polite">
        {newest ? `${newest.connector}: ${newest.summary ?? newest.phase}` : ''}
      </p>
      <ul className="min-h-0 flex-1 divide-y overflow-auto">
        {actions.slice(0, 100).map((action) => (
          <li key={action.id}>
            <Link
              href={pages.connector(action.clusterId, action.connector)}
              className="block px-4 py-2.5 hover:bg-sunken"
            >
              <ActionOutcome action={action} showTarget />
            </Link>
          </li>
        ))}
      </ul>
      {actions.length === 0 ? (
        <EmptyState title="Nothing has been asked yet">
          Restarts, edits and every other action appear here, with what came of them.
        </EmptyState>
      ) : null}
    </>
  );
}
