'use client';

import { Undo2, X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { FieldErrors } from '@/components/ui/field';
import type { DraftValues, FormField } from '@/lib/connect/config/form-model';
import { Control } from './controls';
import { fieldId } from './ids';
import type { DraftChange } from './use-draft';

interface FieldRowProps {
  field: FormField;
  change: DraftChange;
  isChanged: boolean;
  draft: DraftValues;
  secretOf: string | undefined;
  isFocused: boolean;
  onFocus: () => void;
  onReset: (() => void) | undefined;
}

/** One option: label, key, control, errors at the field; its help under it on small screens. */
export function FieldRow({
  field,
  change,
  isChanged,
  draft,
  secretOf,
  isFocused,
  onFocus,
  onReset,
}: FieldRowProps) {
  const id = fieldId(field.key);
  const errorId = `${id}-errors`;
  const canClear = field.value !== undefined || field.kept;
  return (
    <div className={cn('rounded-control px-3 py-2.5', isFocused && 'bg-sunken/60')} onFocusCapture={onFocus}>
      <div className="mb-1 flex min-h-6 flex-wrap items-baseline gap-x-2">
        <label htmlFor={id} className="font-medium text-sm">
          {field.label}
        </label>
        {field.label === field.key ? null : <code className="break-all text-muted text-xs">{field.key}</code>}
        {field.required ? <span className="text-muted text-xs">required</span> : null}
        {isChanged ? <span className="text-accent text-xs">changed</span> : null}
        <span className="ml-auto flex">
          {isChanged && onReset ? (
            <Button variant="quiet" size="sm" className="h-6" onClick={onReset}>
              <Undo2 size={12} aria-hidden /> Undo
            </Button>
          ) : null}
          {canClear && !field.required ? (
            <Button
              variant="quiet"
              size="sm"
              className="h-6"
              aria-label={`Unset ${field.key}`}
              onClick={() => change.unset(field.key)}
            >
              <X size={12} aria-hidden /> Unset
            </Button>
          ) : null}
        </span>
      </div>
      <Control
        id={id}
        field={field}
        change={change}
        draft={draft}
        secretOf={secretOf}
        describedBy={field.errors.length > 0 ? errorId : undefined}
      />
      <FieldErrors id={errorId} errors={field.errors} />
      {isFocused && field.documentation ? (
        <p className="mt-1.5 whitespace-pre-line text-muted text-xs xl:hidden">{field.documentation}</p>
      ) : null}
    </div>
  );
}
