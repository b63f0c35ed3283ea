'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ProblemNote } from '@/components/ui/panel';
import type { ActionRecord } from '@/lib/api/actions';
import type { ClusterSummary } from '@/lib/api/clusters';
import type { ConnectorRow } from '@/lib/api/connectors';
import { useActions, useStartAction } from '@/lib/client/actions';
import { describeProblem } from '@/lib/client/problems';
import { ActionIcon } from './action-icons';
import { ActionOutcome } from './action-outcome';
import { actionWord } from './action-words';
import { offersFor } from './use-connector-actions';

const BULK = ['restart-failed-tasks', 'pause', 'resume', 'stop'] as const;
type BulkAction = (typeof BULK)[number];

interface BulkBarProps {
  rows: readonly ConnectorRow[];
  clusters: readonly ClusterSummary[];
  onClear: () => void;
}

/** What can be done to the selected connectors: a preview first, then a result per row, failures first. */
export function BulkBar({ rows, clusters, onClear }: BulkBarProps) {
  const [action, setAction] = useState<BulkAction>();
  const versionOf = new Map(clusters.map((cluster) => [cluster.id as string, cluster.version]));
  const allowedFor = (wanted: BulkAction) =>
    rows.filter((row) =>
      offersFor(row, versionOf.get(row.clusterId)).some((offer) => offer.action === wanted && offer.allowed),
    );
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-2 rounded-panel border bg-accent-soft px-3 py-1.5">
      <span className="mr-1 font-medium text-sm">{rows.length} selected</span>
      {BULK.map((wanted) => {
        const allowed = allowedFor(wanted).length;
        return (
          <Button key={wanted} size="sm" disabled={allowed === 0} onClick={() => setAction(wanted)}>
            <ActionIcon action={wanted} /> {actionWord(wanted)}
            <span className="text-muted">{allowed}</span>
          </Button>
        );
      })}
      <Button size="sm" variant="quiet" onClick={onClear}>
        Clear selection
      </Button>
      {action ? (
        <BulkDialog
          action={action}
          rows={allowedFor(action)}
          skipped={rows.length - allowedFor(action).length}
          onClose={() => setAction(undefined)}
        />
      ) : null}
    </div>
  );
}

interface BulkDialogProps {
  action: BulkAction;
  rows: readonly ConnectorRow[];
  skipped: number;
  onClose: () => void;
}

function BulkDialog({ action, rows, skipped, onClose }: BulkDialogProps) {
  const start = useStartAction();
  // Fixed when the dialog opens: the fleet moves on while the user reads.
  const [targets] = useState(() => rows.map((row) => ({ clusterId: row.clusterId, connector: row.name })));
  const { data } = useActions();
  const asked = new Set(start.data?.actions.map((record) => record.id));
  const results = (data?.actions ?? []).filter((record) => asked.has(record.id)).sort(failuresFirst);
  const failed = results.filter((record) => record.phase === 'failed' || record.phase === 'refused');
  const again = () =>
    start.mutate({ action, targets: failed.map(({ clusterId, connector }) => ({ clusterId, connector })) });
  const isAsked = start.data !== undefined;
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={`${actionWord(action)} on ${targets.length} connector${targets.length === 1 ? '' : 's'}`}
      description={
        skipped > 0
          ? `${skipped} of the selected are left out: the action does not apply to their state.`
          : undefined
      }
      footer={
        <>
          {failed.length > 0 && results.every((record) => record.finishedAt !== null) ? (
            <Button onClick={again}>Retry the {failed.length} that failed</Button>
          ) : null}
          <Button onClick={onClose}>{isAsked ? 'Close' : 'Cancel'}</Button>
          {isAsked ? null : (
            <Button
              variant="primary"
              disabled={start.isPending}
              onClick={() => start.mutate({ action, targets })}
            >
              {actionWord(action)}
            </Button>
          )}
        </>
      }
    >
      {start.error ? <ProblemNote {...describeProblem(start.error)} /> : null}
      <ul className="space-y-2">
        {isAsked
          ? results.map((record) => (
              <li key={record.id}>
                <ActionOutcome action={record} showTarget />
              </li>
            ))
          : targets.map((target) => (
              <li key={`${target.clusterId}/${target.connector}`} className="font-mono text-sm">
                {target.connector} <span className="font-sans text-muted text-xs">{target.clusterId}</span>
              </li>
            ))}
      </ul>
    </Dialog>
  );
}

function failuresFirst(a: ActionRecord, b: ActionRecord): number {
  const rank = (record: ActionRecord) => (record.phase === 'failed' || record.phase === 'refused' ? 0 : 1);
  return rank(a) - rank(b) || a.connector.localeCompare(b.connector);
}
