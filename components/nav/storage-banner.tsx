'use client';

import { HardDrive } from 'lucide-react';
import { formatClock } from '@/components/ui/time';
import { useFleet } from '@/lib/client/fleet';

/** Says on every page when the console can keep nothing and therefore changes nothing. */
export function StorageBanner() {
  const { data } = useFleet();
  if (!data || data.storage.state === 'ok') return null;
  return (
    <div role="alert" className="border-failed border-b bg-failed/12 px-4 py-2 text-sm sm:px-6">
      <p className="mx-auto flex max-w-[1600px] items-start gap-2">
        <HardDrive size={16} aria-hidden className="mt-0.5 shrink-0 text-failed" />
        <span className="min-w-0">
          <strong className="font-semibold">
            Read-only since {formatClock(data.storage.since).slice(0, 5)}.
          </strong>{' '}
          The console cannot write its database
          {data.storage.reason ? (
            <span className="break-words font-mono text-xs"> ({data.storage.reason})</span>
          ) : (
            ''
          )}
          . Changes are refused; states stay live. It goes on by itself once there is room again.
        </span>
      </p>
    </div>
  );
}
