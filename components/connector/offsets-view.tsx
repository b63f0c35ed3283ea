'use client';

import { useQuery } from '@tanstack/react-query';
import { Pencil, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState, Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { useFleet } from '@/lib/client/fleet';
import { offsetsQuery } from '@/lib/client/offsets';
import { describeProblem } from '@/lib/client/problems';
import type { OffsetChange, OffsetEntry } from '@/lib/connect/offsets';
import { EditOffsetDialog } from './edit-offset-dialog';
import { OffsetReview, type OffsetReviewRequest } from './offset-review';
import { OffsetSnapshots } from './offset-snapshots';
import { OffsetSteps } from './offset-steps';

/** Committed offsets: where the connector goes on after a restart, and how to change that. */
export function OffsetsView({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error } = useQuery(offsetsQuery(clusterId, name));
  const row = useFleet().data?.connectors.find((one) => one.clusterId === clusterId && one.name === name);
  const [review, setReview] = useState<OffsetReviewRequest>();
  const [editing, setEditing] = useState<OffsetEntry>();
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-40" />;
  if (!data.supported) {
    return (
      <Panel>
        <EmptyState title="This worker cannot show offsets">
          Reading offsets over REST came with Kafka 3.5.
        </EmptyState>
      </Panel>
    );
  }
  const isStopped = row?.state === 'STOPPED' && row.tasks.length === 0;
  const edit = { canWrite: data.canWrite, isStopped };
  const reset = (changes: OffsetChange[], all: boolean) =>
    setReview({
      title: all ? 'Reset all offsets' : 'Reset one offset',
      confirm: all ? 'Reset all offsets' : 'Reset offset',
      changes,
      all,
    });
  return (
    <div className="space-y-4">
      {data.canWrite && row ? <OffsetSteps row={row} isStopped={isStopped} /> : null}
      <Panel
        title="Committed offsets"
        aside={
          data.canWrite && data.offsets.length > 0 ? (
            <Button
              size="sm"
              disabled={!isStopped}
              onClick={() =>
                reset(
                  data.offsets.map(({ partition, offset }) => ({ partition, before: offset, after: null })),
                  true,
                )
              }
            >
              <RotateCcw size={13} aria-hidden /> Reset all
            </Button>
          ) : null
        }
      >
        {data.offsets.length === 0 ? (
          <EmptyState title="Nothing is committed">
            Offsets appear after the first commit; the worker commits at a fixed interval.
          </EmptyState>
        ) : (
          <OffsetTable
            offsets={data.offsets}
            {...edit}
            onEdit={setEditing}
            onReset={({ partition, offset }) => reset([{ partition, before: offset, after: null }], false)}
          />
        )}
      </Panel>
      {data.canWrite ? null : (
        <p className="text-muted text-sm">Changing offsets over REST came with Kafka 3.6.</p>
      )}
      <OffsetSnapshots clusterId={clusterId} name={name} now={data.offsets} {...edit} onRestore={setReview} />
      {editing ? (
        <EditOffsetDialog
          key={editing.partition}
          entry={editing}
          onClose={() => setEditing(undefined)}
          onReview={(change) => {
            setEditing(undefined);
            setReview({ title: 'Edit one offset', confirm: 'Save offset', changes: [change], all: false });
          }}
        />
      ) : null}
      {review ? (
        <OffsetReview
          clusterId={clusterId}
          name={name}
          request={review}
          onClose={() => setReview(undefined)}
        />
      ) : null}
    </div>
  );
}

interface OffsetTableProps {
  offsets: readonly { partition: string; offset: string }[];
  canWrite: boolean;
  isStopped: boolean;
  onEdit: (entry: OffsetEntry) => void;
  onReset: (entry: OffsetEntry) => void;
}

function OffsetTable({ offsets, canWrite, isStopped, onEdit, onReset }: OffsetTableProps) {
  return (
    <table className="w-full text-sm">
      <thead className="text-left text-muted text-xs">
        <tr className="border-b">
          <th className="h-9 px-4 font-medium">Partition</th>
          <th className="px-4 font-medium">Offset</th>
          {canWrite ? (
            <th className="w-0 px-4">
              <span className="sr-only">Actions</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {offsets.map((entry) => (
          <tr key={entry.partition} className="border-b align-top last:border-b-0">
            <td className="break-all px-4 py-2 font-mono text-xs leading-5">{entry.partition}</td>
            <td className="break-all px-4 py-2 font-mono text-xs leading-5">{entry.offset}</td>
            {canWrite ? (
              <td className="px-4 py-1.5">
                <div className="flex justify-end gap-1">
                  <Button
                    size="sm"
                    variant="quiet"
                    disabled={!isStopped}
                    aria-label={`Edit the offset of ${entry.partition}`}
                    onClick={() => onEdit(entry)}
                  >
                    <Pencil size={13} aria-hidden /> <span className="max-sm:sr-only">Edit</span>
                  </Button>
                  <Button
                    size="sm"
                    variant="quiet"
                    disabled={!isStopped}
                    aria-label={`Reset the offset of ${entry.partition}`}
                    onClick={() => onReset(entry)}
                  >
                    <RotateCcw size={13} aria-hidden /> <span className="max-sm:sr-only">Reset</span>
                  </Button>
                </div>
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
