'use client';

import { useQuery } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Ago, formatTime } from '@/components/ui/time';
import type { OffsetSnapshot } from '@/lib/api/offsets';
import { offsetSnapshotsQuery } from '@/lib/client/offsets';
import { diffOffsets, type OffsetEntry } from '@/lib/connect/offsets';
import type { OffsetReviewRequest } from './offset-review';

interface OffsetSnapshotsProps {
  clusterId: string;
  name: string;
  now: readonly OffsetEntry[];
  canWrite: boolean;
  isStopped: boolean;
  onRestore: (request: OffsetReviewRequest) => void;
}

const REASONS: Record<OffsetSnapshot['action'], string> = {
  'alter-offsets': 'before an edit',
  'reset-offsets': 'before a reset of all',
};

/** What offsets were before each change from here, to be put back. Nothing while nothing was changed. */
export function OffsetSnapshots({
  clusterId,
  name,
  now,
  canWrite,
  isStopped,
  onRestore,
}: OffsetSnapshotsProps) {
  const { data } = useQuery(offsetSnapshotsQuery(clusterId, name));
  if (!data || data.snapshots.length === 0) return null;
  return (
    <Panel title="Kept before changes">
      <ul className="divide-y text-sm">
        {data.snapshots.map((snapshot) => {
          const changes = diffOffsets(now, snapshot.offsets);
          const time = momentOf(snapshot, data.snapshots);
          return (
            <li key={snapshot.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
              <details className="min-w-0 flex-1 basis-60">
                <summary className="cursor-pointer">
                  <Ago at={snapshot.at} />{' '}
                  <span className="text-muted">
                    · {REASONS[snapshot.action]} by {snapshot.actor} · {snapshot.offsets.length}{' '}
                    {snapshot.offsets.length === 1 ? 'partition' : 'partitions'}
                    {changes.length === 0 ? ' · as now' : ''}
                  </span>
                </summary>
                <ul className="mt-1 space-y-0.5 break-all font-mono text-xs">
                  {snapshot.offsets.map(({ partition, offset }) => (
                    <li key={partition}>
                      {partition} <span className="text-muted">at</span> {offset}
                    </li>
                  ))}
                </ul>
              </details>
              {canWrite ? (
                <Button
                  size="sm"
                  disabled={!isStopped || changes.length === 0}
                  onClick={() =>
                    onRestore({
                      title: `Restore offsets of ${time}`,
                      confirm: 'Restore offsets',
                      changes,
                      all: false,
                      restores: snapshot.id,
                    })
                  }
                >
                  <Undo2 size={13} aria-hidden /> Restore offsets of {time}
                </Button>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** `14:02`, with seconds when another snapshot is of the same minute, with the day when it is not today's. */
function momentOf({ id, at }: OffsetSnapshot, all: readonly OffsetSnapshot[]): string {
  const [day, minute] = [formatTime(at).slice(0, 10), formatTime(at).slice(0, 16)];
  const isAlone = !all.some((other) => other.id !== id && formatTime(other.at).startsWith(minute));
  const clock = formatTime(at).slice(11, isAlone ? 16 : 19);
  return formatTime(Date.now()).startsWith(day) ? clock : `${day} ${clock}`;
}
