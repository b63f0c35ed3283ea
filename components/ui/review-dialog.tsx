'use client';

import type { ReactNode } from 'react';
import { Button } from './button';
import { ChangeList, type ChangeWords } from './change-list';
import { Dialog } from './dialog';
import { ProblemNote } from './panel';

interface ReviewDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  confirm: string;
  /** The button that leaves without doing anything. */
  back: string;
  changes: readonly ChangeWords[];
  /** Said in place of an empty list, where going on makes sense all the same. */
  unchanged?: string | undefined;
  impact: ReactNode;
  isPending: boolean;
  problem: { what: string; workerSaid: string | undefined } | undefined;
  isDestructive?: boolean;
  /** Something above the button has to be decided first. */
  isBlocked?: boolean;
  onConfirm: () => void;
  /** Choices and notes over the list. */
  children?: ReactNode;
}

/** What is about to be sent: every change before and after, and what it will do. */
export function ReviewDialog(props: ReviewDialogProps) {
  const { open, onOpenChange, title, confirm, back, changes, impact, isPending, problem } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      wide
      title={title}
      description={impact}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{back}</Button>
          <Button
            variant={props.isDestructive ? 'danger' : 'primary'}
            disabled={isPending || props.isBlocked || (changes.length === 0 && !props.unchanged)}
            onClick={props.onConfirm}
          >
            {isPending ? 'Asking the worker…' : confirm}
          </Button>
        </>
      }
    >
      {problem ? (
        <div className="mb-3">
          <ProblemNote what={problem.what} workerSaid={problem.workerSaid} />
        </div>
      ) : null}
      {props.children}
      {changes.length === 0 ? (
        <p className="text-muted text-sm">{props.unchanged ?? 'Nothing is changed.'}</p>
      ) : (
        <ChangeList changes={changes} />
      )}
    </Dialog>
  );
}
