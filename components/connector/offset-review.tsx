'use client';

import { ReviewDialog } from '@/components/ui/review-dialog';
import { useChangeOffsets } from '@/lib/client/offsets';
import { describeProblem } from '@/lib/client/problems';
import type { OffsetChange } from '@/lib/connect/offsets';

/** What is about to be changed. `all`: every partition is reset in one call. `restores`: a snapshot's id. */
export interface OffsetReviewRequest {
  title: string;
  confirm: string;
  changes: readonly OffsetChange[];
  all: boolean;
  restores?: number;
}

interface OffsetReviewProps {
  clusterId: string;
  name: string;
  request: OffsetReviewRequest;
  onClose: () => void;
}

/** Offsets before and after, then the request; what the worker refuses stands here in its words. */
export function OffsetReview({ clusterId, name, request, onClose }: OffsetReviewProps) {
  const change = useChangeOffsets(clusterId, name);
  const { title, confirm, changes, all, restores } = request;
  const send = () =>
    change.mutate(
      all ? 'reset' : { changes: [...changes], ...(restores === undefined ? {} : { restores }) },
      { onSuccess: onClose },
    );
  const resets = changes.filter(({ after }) => after === null).length;
  return (
    <ReviewDialog
      open
      onOpenChange={onClose}
      title={title}
      confirm={confirm}
      back="Leave as they are"
      changes={changes.map(({ partition, before, after }) => ({
        key: partition,
        before: before ?? '(nothing committed)',
        after: after ?? '(reset: begins anew)',
      }))}
      impact={
        resets > 0
          ? 'A partition that is reset begins anew: records may be copied again. Offsets as they are now are kept and can be restored.'
          : 'Takes effect when the connector is resumed. Offsets as they are now are kept and can be restored.'
      }
      isPending={change.isPending}
      problem={change.error ? describeProblem(change.error) : undefined}
      isDestructive={resets === changes.length}
      onConfirm={send}
    />
  );
}
