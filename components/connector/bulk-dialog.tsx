'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Input, Labelled } from '@/components/ui/field';
import { ProblemNote } from '@/components/ui/panel';
import type { ActionKind, ActionRecord } from '@/lib/api/actions';
import type { ConnectorRow } from '@/lib/api/connectors';
import { useActions, useStartAction } from '@/lib/client/actions';
import { useClusterName } from '@/lib/client/fleet';
import { describeProblem } from '@/lib/client/problems';
import { ActionOutcome } from './action-outcome';
import { actionWord } from '@/lib/client/action-words';

/** What can be asked of many connectors at once. */
export type BulkAction = Exclude<ActionKind, 'restart-task'>;

/** Rows of the preview that are drawn; the rest is told by a number. */
const LISTED = 200;

/** An action for the rows of a selection it applies to. */
export interface BulkRequest {
  readonly action: BulkAction;
  readonly rows: readonly ConnectorRow[];
  /** How many of the selected it does not apply to. */
  readonly skipped: number;
}

interface BulkDialogProps extends BulkRequest {
  onClose: () => void;
}

/** First what would be touched, then a result per row, failures first. */
export function BulkDialog({ action, rows, skipped, onClose }: BulkDialogProps) {
  const start = useStartAction();
  // Fixed when the dialog opens: the fleet moves on while the user reads.
  const [targets] = useState(() => rows.map((row) => ({ clusterId: row.clusterId, connector: row.name })));
  const [typed, setTyped] = useState('');
  const { data } = useActions();
  const results = resultsOf(start.data?.actions ?? [], data?.actions ?? []);
  const failed = results.filter((record) => isFailure(record));
  const isAsked = start.data !== undefined;
  const isConfirmed = action !== 'delete' || typed.trim() === String(targets.length);
  const ask = (chosen: typeof targets) => start.mutate({ action, targets: chosen });
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={`${actionWord(action)}: ${targets.length} connector${targets.length === 1 ? '' : 's'}`}
      description={
        skipped > 0
          ? `${skipped} of the selected are left out: the action does not apply to their state.`
          : undefined
      }
      footer={
        <>
          {failed.length > 0 && results.every((record) => record.finishedAt !== null) ? (
            <Button onClick={() => ask(failed.map(({ clusterId, connector }) => ({ clusterId, connector })))}>
              Retry the {failed.length} that failed
            </Button>
          ) : null}
          <Button onClick={onClose}>{isAsked ? 'Close' : 'Cancel'}</Button>
          {isAsked ? null : (
            <Button
              variant={action === 'delete' ? 'danger' : 'primary'}
              disabled={start.isPending || !isConfirmed}
              onClick={() => ask(targets)}
            >
              {actionWord(action)}
            </Button>
          )}
        </>
      }
    >
      {start.error ? <ProblemNote {...describeProblem(start.error)} /> : null}
      {isAsked ? <Results records={results} /> : <Preview targets={targets} />}
      {action === 'delete' && !isAsked ? (
        <div className="mt-4 max-w-60">
          <Labelled label={`Type ${targets.length} to confirm`} htmlFor="bulk-delete">
            <Input
              id="bulk-delete"
              inputMode="numeric"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Labelled>
        </div>
      ) : null}
    </Dialog>
  );
}

function Preview({ targets }: { targets: readonly { clusterId: string; connector: string }[] }) {
  const nameOf = useClusterName();
  return (
    <ul className="space-y-1.5">
      {targets.slice(0, LISTED).map((target) => (
        <li key={`${target.clusterId}/${target.connector}`} className="font-mono text-sm">
          {target.connector} <span className="font-sans text-muted text-xs">{nameOf(target.clusterId)}</span>
        </li>
      ))}
      {targets.length > LISTED ? (
        <li className="text-muted text-sm">and {targets.length - LISTED} more</li>
      ) : null}
    </ul>
  );
}

function Results({ records }: { records: readonly ActionRecord[] }) {
  const done = records.filter((record) => record.finishedAt !== null).length;
  const failed = records.filter(isFailure).length;
  return (
    <>
      <p className="mb-3 text-sm" role="status">
        {done} of {records.length} done{failed > 0 ? `, ${failed} failed` : ''}
      </p>
      <ul className="space-y-2">
        {records.slice(0, LISTED).map((record) => (
          <li key={record.id}>
            <ActionOutcome action={record} showTarget />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The asked records in the newest phase known of each, failures first. */
function resultsOf(asked: readonly ActionRecord[], known: readonly ActionRecord[]): ActionRecord[] {
  const newest = new Map(known.map((record) => [record.id, record]));
  const rank = (record: ActionRecord) => (isFailure(record) ? 0 : record.phase === 'unknown' ? 1 : 2);
  return asked
    .map((record) => newest.get(record.id) ?? record)
    .sort((a, b) => rank(a) - rank(b) || a.connector.localeCompare(b.connector));
}

function isFailure(record: ActionRecord): boolean {
  return record.phase === 'failed' || record.phase === 'refused';
}
