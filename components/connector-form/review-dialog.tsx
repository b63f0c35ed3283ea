'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Dialog } from '@/components/ui/dialog';
import { ProblemNote } from '@/components/ui/panel';
import type { ProblemWords } from '@/lib/client/problems';
import type { ConfigChange } from '@/lib/connect/config/diff';

interface ReviewDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  confirm: string;
  changes: readonly ConfigChange[];
  impact: ReactNode;
  isPending: boolean;
  problem: ProblemWords | undefined;
  onConfirm: () => void;
}

/** What is about to be sent: every changed option, deletions in red, and what it will do. */
export function ReviewDialog(props: ReviewDialogProps) {
  const { open, onOpenChange, title, confirm, changes, impact, isPending, problem, onConfirm } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      wide
      title={title}
      description={impact}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Back to the form</Button>
          <Button variant="primary" disabled={isPending || changes.length === 0} onClick={onConfirm}>
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
      {changes.length === 0 ? <p className="text-muted text-sm">Nothing is changed.</p> : null}
      <ul className="divide-y rounded-panel border font-mono text-xs">
        {changes.map((change) => (
          <li key={change.key} className="px-3 py-2">
            <p className="break-all font-medium">{change.key}</p>
            {change.kind === 'added' ? null : (
              <Side
                sign="−"
                tone="text-failed"
                text={change.hidden ? '(stored secret)' : words(change.before)}
              />
            )}
            {change.kind === 'removed' ? null : (
              <Side
                sign="+"
                tone="text-running"
                text={change.hidden ? '(new secret)' : words(change.after)}
              />
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function words(value: string | null | undefined): string {
  if (value === '') return '(empty)';
  return value ?? '(null)';
}

function Side({ sign, tone, text }: { sign: string; tone: string; text: string }) {
  return (
    <p className={cn('flex gap-2', tone)}>
      <span aria-label={sign === '+' ? 'after' : 'before'} role="img">
        {sign}
      </span>
      <span className="min-w-0 whitespace-pre-wrap break-all">{text}</span>
    </p>
  );
}
