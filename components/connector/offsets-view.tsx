'use client';

import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
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
import { OffsetTable } from './offset-table';
import { useLastLook } from './use-last-look';

/** Committed offsets: where the connector goes on after a restart, and how to change that. */
export function OffsetsView({ clusterId, name }: { clusterId: string; name: string }) {
  const { data, error } = useQuery(offsetsQuery(clusterId, name));
  const lastLook = useLastLook(clusterId, name, data?.offsets);
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
            lastLook={lastLook}
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
