'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Input, Labelled } from '@/components/ui/field';
import { ProblemNote } from '@/components/ui/panel';
import type { ConnectorRow } from '@/lib/api/connectors';
import { useStartAction } from '@/lib/client/actions';
import { describeProblem } from '@/lib/client/problems';
import { requestFor } from '@/lib/client/connector-actions';

interface DeleteDialogProps {
  row: ConnectorRow;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Deletes a connector, after its name has been typed. */
export function DeleteDialog({ row, open, onOpenChange }: DeleteDialogProps) {
  const [typed, setTyped] = useState('');
  const start = useStartAction();
  const remove = () =>
    start.mutate(requestFor('delete', row), {
      onSuccess: () => {
        setTyped('');
        onOpenChange(false);
      },
    });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Delete this connector?"
      description="Its config and tasks are removed from the cluster. Source offsets and the sink’s consumer group stay, so a new connector of the same name goes on from there."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button variant="danger" disabled={typed !== row.name || start.isPending} onClick={remove}>
            Delete connector
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === row.name) remove();
        }}
      >
        <Labelled
          label={
            <>
              Type <span className="break-all rounded bg-sunken px-1 font-mono">{row.name}</span> to confirm
            </>
          }
          htmlFor="delete-name"
        >
          <Input
            id="delete-name"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            onChange={(event) => setTyped(event.target.value)}
          />
        </Labelled>
      </form>
      {start.error ? (
        <div className="mt-3">
          <ProblemNote {...describeProblem(start.error)} />
        </div>
      ) : null}
    </Dialog>
  );
}
