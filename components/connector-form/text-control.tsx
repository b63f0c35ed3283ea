'use client';

import { Input, Textarea } from '@/components/ui/field';
import { durationWords } from '@/lib/connect/config/duration-words';
import type { FormField } from '@/lib/connect/config/form-model';
import type { ControlProps } from './controls';

/** What every text box of an option has. */
export function bindingOf({ id, field, change, describedBy }: ControlProps) {
  return {
    id,
    value: field.value ?? '',
    placeholder: placeholderOf(field),
    spellCheck: false,
    autoComplete: 'off',
    'aria-invalid': field.errors.length > 0,
    'aria-describedby': describedBy,
    onChange: (event: { target: { value: string } }) => change.set(field.key, event.target.value),
  };
}

function placeholderOf(field: FormField): string {
  if (field.value === '') return 'empty text';
  if (field.defaultValue === null || field.defaultValue === '') return '';
  return `default ${field.defaultValue}`;
}

const LONG_VALUE = 80;
/** The worker's hint how long values usually are. */
const WIDTHS: Readonly<Record<string, string>> = { SHORT: 'max-w-48', MEDIUM: 'max-w-96' };

/** A text box, longer for long values, with what the worker recommends to choose from. */
export function TextControl(props: ControlProps) {
  const { field } = props;
  const binding = bindingOf(props);
  const listId = `${props.id}-recommended`;
  // A list of several values has its own way to choose from them.
  const hasList = field.recommended.length > 0 && field.kind !== 'multi';
  const isLong = (field.value ?? '').length > LONG_VALUE || (field.value ?? '').includes('\n');
  if (isLong) return <Textarea rows={3} className="break-all font-mono" {...binding} />;
  const isNumber = field.kind === 'number' || field.kind === 'duration';
  return (
    <>
      <Input
        className={`font-mono ${(isNumber ? 'max-w-64' : WIDTHS[field.width]) ?? ''}`}
        inputMode={isNumber ? 'decimal' : 'text'}
        list={hasList ? listId : undefined}
        {...binding}
      />
      {hasList ? (
        <datalist id={listId}>
          {field.recommended.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      ) : null}
    </>
  );
}

/** Milliseconds, with what they are in words. */
export function DurationControl(props: ControlProps) {
  const { field } = props;
  const words = durationWords(field.value ?? field.defaultValue);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <TextControl {...props} />
      {words ? <span className="text-muted text-xs">= {words}</span> : null}
    </div>
  );
}
