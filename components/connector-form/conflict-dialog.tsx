'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Segmented } from '@/components/ui/segmented';
import type { DraftValues } from '@/lib/connect/config/form-model';
import {
  compareThreeWays,
  joinEdits,
  type ThreeWayRow,
  type ThreeWays,
} from '@/lib/connect/config/three-way';

type Choice = 'theirs' | 'yours';

interface ConflictDialogProps {
  ways: ThreeWays;
  onOpenChange: (open: boolean) => void;
  /** The joined draft, against what is stored now. */
  onJoin: (draft: DraftValues) => void;
}

/** Somebody changed the config meanwhile: what they changed, and whose side wins where both did. */
export function ConflictDialog({ ways, onOpenChange, onJoin }: ConflictDialogProps) {
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const rows = compareThreeWays(ways);
  const open = rows.filter(({ key, isConflict }) => isConflict && choices[key] === undefined).length;
  const join = () =>
    onJoin(joinEdits(ways, new Set(Object.keys(choices).filter((key) => choices[key] === 'yours'))));
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      wide
      title="Somebody changed this config meanwhile"
      description="Nothing was saved. What only one of you changed is taken from that side; choose where both did."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Back to the form</Button>
          <Button variant="primary" disabled={open > 0} onClick={join}>
            {open > 0 ? `${open} to choose` : 'Join both and review'}
          </Button>
        </>
      }
    >
      {rows.length === 0 ? (
        <p className="text-muted text-sm">What they changed is what you have already.</p>
      ) : (
        <ul className="divide-y rounded-panel border">
          {rows.map((row) => (
            <Row
              key={row.key}
              row={row}
              choice={choices[row.key]}
              onChoose={(choice) => setChoices({ ...choices, [row.key]: choice })}
            />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

interface RowProps {
  row: ThreeWayRow;
  choice: Choice | undefined;
  onChoose: (choice: Choice) => void;
}

function Row({ row, choice, onChoose }: RowProps) {
  const sides = [
    ['Before', row.base],
    ['Theirs', row.theirs],
    ...(row.isConflict ? ([['Yours', row.yours]] as const) : []),
  ] as const;
  return (
    <li className="px-3 py-2 text-xs">
      <div className="flex min-h-8 flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 break-all font-medium font-mono">{row.key}</p>
        {row.isConflict ? (
          <Segmented
            label={`Which ${row.key}`}
            value={choice ?? ''}
            onChange={(next) => next !== '' && onChoose(next)}
            options={[
              { value: 'theirs', label: 'Take theirs' },
              { value: 'yours', label: 'Keep yours' },
            ]}
          />
        ) : (
          <span className="text-muted">theirs is taken</span>
        )}
      </div>
      <dl className="mt-1 grid grid-cols-[56px_1fr] gap-y-0.5 font-mono">
        {sides.map(([side, text]) => (
          <div key={side} className="contents">
            <dt className="font-sans text-muted">{side}</dt>
            <dd className="min-w-0 whitespace-pre-wrap break-all">
              {text ?? <span className="font-sans text-muted">not there</span>}
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
