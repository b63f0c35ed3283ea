'use client';

import { KeyRound } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/field';
import { assertNever } from '@/lib/base/assert-never';
import type { DraftValues, FormField } from '@/lib/connect/config/form-model';
import { ChainControl } from './chain-control';
import { BooleanControl, ChoiceControl, MultiControl } from './choice-controls';
import { bindingOf, DurationControl, TextControl } from './text-control';
import type { DraftChange } from './use-draft';

export interface ControlProps {
  id: string;
  field: FormField;
  draft: DraftValues;
  change: DraftChange;
  describedBy: string | undefined;
  /** Whose stored secret this key is; undefined when none is stored. */
  secretOf: string | undefined;
}

/** The control of a field. Every kind without one of its own is a text box. */
export function Control(props: ControlProps) {
  if (props.field.kept) return <SecretControl {...props} />;
  switch (props.field.kind) {
    case 'password':
      return <SecretControl {...props} />;
    case 'boolean':
      return <BooleanControl {...props} />;
    case 'chain':
      return <ChainControl {...props} />;
    case 'multi':
      return <MultiControl {...props} />;
    case 'duration':
      return <DurationControl {...props} />;
    case 'class':
    case 'choice':
      return props.field.recommended.length > 0 ? <ChoiceControl {...props} /> : <TextControl {...props} />;
    case 'number':
    case 'text':
    case 'list':
    case 'unknown':
      return props.secretOf === undefined ? <TextControl {...props} /> : <SecretControl {...props} />;
    default:
      return assertNever(props.field.kind);
  }
}

/** A secret: either kept as stored, or typed anew; the stored one is never shown. */
function SecretControl(props: ControlProps) {
  const { field, change } = props;
  const { value, ...binding } = bindingOf(props);
  if (field.kept) {
    return (
      <div className="flex items-center gap-2">
        <span className="flex h-8 min-w-0 flex-1 items-center gap-1.5 rounded-control border border-dashed px-2.5 text-muted text-sm">
          <KeyRound size={13} aria-hidden className="shrink-0" />
          <span className="truncate">
            {props.secretOf ? `secret of ${props.secretOf}, taken along` : 'stored secret, kept as it is'}
          </span>
        </span>
        <Button
          id={props.id}
          size="sm"
          aria-label={`Replace ${field.key}`}
          aria-describedby={props.describedBy}
          onClick={() => change.set(field.key, '')}
        >
          Replace
        </Button>
      </div>
    );
  }
  return (
    <div className="flex items-center gap-2">
      <Input
        type={field.value?.startsWith('${') ? 'text' : 'password'}
        className="font-mono"
        value={value}
        {...binding}
        autoComplete="new-password"
      />
      {props.secretOf === undefined ? null : (
        <Button size="sm" onClick={() => change.keep(field.key)}>
          {props.secretOf ? `Take that of ${props.secretOf}` : 'Keep the stored one'}
        </Button>
      )}
    </div>
  );
}
