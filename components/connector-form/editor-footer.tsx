'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { FormModel } from '@/lib/connect/config/form-model';
import { fieldId } from './ids';

interface EditorFooterProps {
  model: FormModel;
  changeCount: number;
  isBehind: boolean;
  /** The worker gave no verdict: a count of errors would be a lie. */
  isUnchecked: boolean;
  /** Nobody has typed anything: errors are no alarm yet. */
  isUntouched: boolean;
  textProblem: string | undefined;
  /** Brings a field on screen, whatever view is open. */
  onShow: (key: string) => void;
  submit: string;
  canSubmit: boolean;
  onSubmit: () => void;
}

/** Errors and changes in one line, every error with a way to its field, and the button to the review. */
export function EditorFooter(props: EditorFooterProps) {
  const { model, changeCount, isBehind, isUnchecked, textProblem } = props;
  const fields = model.groups.flatMap((group) => group.fields).filter(({ errors }) => errors.length > 0);
  const [isOpen, setOpen] = useState(false);
  const count = `${model.errorCount} error${model.errorCount === 1 ? '' : 's'}`;
  return (
    <footer className="sticky bottom-14 z-10 mt-4 rounded-panel border bg-raised px-4 py-2.5 shadow-float sm:bottom-3">
      {isOpen && fields.length > 0 && !textProblem ? (
        <ul
          aria-label="Errors"
          className="mb-2 max-h-28 space-y-0.5 overflow-auto border-b pb-2 text-failed text-xs"
        >
          {fields.map(({ key, errors: words }) => (
            <li key={key} className="flex gap-2">
              <a
                href={`#${fieldId(key)}`}
                className="shrink-0 font-mono underline decoration-dotted"
                onClick={(event) => {
                  event.preventDefault();
                  props.onShow(key);
                }}
              >
                {key}
              </a>
              <span className="min-w-0 truncate">{words.join(' ')}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 text-sm" aria-live="polite">
          {textProblem ? (
            <span className="break-words text-failed">{textProblem}</span>
          ) : (
            <>
              <button
                type="button"
                disabled={fields.length === 0}
                aria-expanded={isOpen}
                onClick={() => setOpen(!isOpen)}
                className={cn(
                  'disabled:cursor-default enabled:underline enabled:decoration-dotted',
                  !isUnchecked && !props.isUntouched && model.errorCount > 0 && 'font-medium text-failed',
                )}
                data-testid="error-count"
              >
                {isUnchecked ? 'not validated' : count}
              </button>
              {` · ${changeCount} change${changeCount === 1 ? '' : 's'}`}
              <span className={cn('text-muted max-sm:hidden', !isBehind && 'invisible')}> · validating…</span>
              {model.hiddenErrors.map(({ key, errors }) => (
                <span key={key} className="block text-failed text-xs">
                  {key}: {errors.join(' ')}
                </span>
              ))}
            </>
          )}
        </p>
        <Button variant="primary" disabled={!props.canSubmit} onClick={props.onSubmit}>
          {props.submit}
        </Button>
      </div>
    </footer>
  );
}
