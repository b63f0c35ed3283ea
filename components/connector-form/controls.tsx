'use client';

import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input, Select, Textarea } from '@/components/ui/field';
import { assertNever } from '@/lib/base/assert-never';
import type { FormField } from '@/lib/connect/config/form-model';
import { ChainControl } from './chain-control';
import type { DraftChange } from './use-draft';

export interface ControlProps {
  id: string;
  field: FormField;
  change: DraftChange;
  describedBy: string | undefined;
  /** True when the stored config has this key as a secret. */
  storedSecret: boolean;
}

/** The control of a field. Every kind without one of its own is a text box. */
export function Control(props: ControlProps) {
  switch (props.field.kind) {
    case 'password':
      return <SecretControl {...props} />;
    case 'boolean':
      return <BooleanControl {...props} />;
    case 'chain':
      return <ChainControl {...props} />;
    case 'class':
    case 'choice':
      return props.field.recommended.length > 0 ? <ChoiceControl {...props} /> : <TextControl {...props} />;
    case 'number':
    case 'text':
    case 'list':
    case 'unknown':
      return props.field.kept ? <SecretControl {...props} /> : <TextControl {...props} />;
    default:
      return assertNever(props.field.kind);
  }
}

function useBinding({ id, field, change, describedBy }: ControlProps) {
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

function TextControl(props: ControlProps) {
  const { field } = props;
  const binding = useBinding(props);
  const listId = `${props.id}-recommended`;
  const isLong = (field.value ?? '').length > LONG_VALUE || (field.value ?? '').includes('\n');
  if (isLong) return <Textarea rows={3} className="break-all font-mono" {...binding} />;
  return (
    <>
      <Input
        className="font-mono"
        inputMode={field.kind === 'number' ? 'decimal' : 'text'}
        list={field.recommended.length > 0 ? listId : undefined}
        {...binding}
      />
      {field.recommended.length > 0 ? (
        <datalist id={listId}>
          {field.recommended.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      ) : null}
    </>
  );
}

const OTHER = '\u0000other';

/** `org.apache.kafka.connect.json.JsonConverter` → `JsonConverter (org.apache.kafka.connect.json)`. */
function optionWords(value: string): string {
  const dot = value.lastIndexOf('.');
  return /^[a-z]\w*(\.\w+)+/.test(value) && dot > 0
    ? `${value.slice(dot + 1)} (${value.slice(0, dot)})`
    : value;
}

/** What the worker recommends, as a list; anything else can still be typed. */
function ChoiceControl(props: ControlProps) {
  const { id, field, change, describedBy } = props;
  const value = field.value ?? '';
  const [isTyping, setTyping] = useState(value !== '' && !field.recommended.includes(value));
  if (isTyping) {
    return (
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <TextControl {...props} />
        </div>
        <Button size="sm" onClick={() => setTyping(false)}>
          Choose from the list
        </Button>
      </div>
    );
  }
  const choose = (next: string) => {
    if (next === OTHER) setTyping(true);
    else if (next === '') change.unset(field.key);
    else change.set(field.key, next);
  };
  return (
    <Select
      id={id}
      className="w-full"
      value={value}
      aria-invalid={field.errors.length > 0}
      aria-describedby={describedBy}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">
        {field.defaultValue ? `default ${optionWords(field.defaultValue)}` : 'not set'}
      </option>
      {value !== '' && !field.recommended.includes(value) ? <option value={value}>{value}</option> : null}
      {field.recommended.map((one) => (
        <option key={one} value={one}>
          {optionWords(one)}
        </option>
      ))}
      <option value={OTHER}>Type another value…</option>
    </Select>
  );
}

function BooleanControl({ id, field, change, describedBy }: ControlProps) {
  const isPlain = field.value == null || /^(true|false)$/i.test(field.value);
  return (
    <Select
      id={id}
      className="max-w-64"
      value={field.value?.toLowerCase() ?? ''}
      aria-invalid={field.errors.length > 0}
      aria-describedby={describedBy}
      onChange={(event) =>
        event.target.value === '' ? change.unset(field.key) : change.set(field.key, event.target.value)
      }
    >
      <option value="">{field.defaultValue === null ? 'not set' : `default ${field.defaultValue}`}</option>
      <option value="true">true</option>
      <option value="false">false</option>
      {isPlain ? null : <option value={field.value?.toLowerCase()}>{field.value}</option>}
    </Select>
  );
}

/** A secret: either kept as stored, or typed anew; the stored one is never shown. */
function SecretControl(props: ControlProps) {
  const { field, change } = props;
  const { value, ...binding } = useBinding(props);
  if (field.kept) {
    return (
      <div className="flex items-center gap-2">
        <span className="flex h-8 flex-1 items-center gap-1.5 rounded-control border border-dashed px-2.5 text-muted text-sm">
          <KeyRound size={13} aria-hidden /> stored secret, kept as it is
        </span>
        <Button
          id={props.id}
          size="sm"
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
      <Input type="password" className="font-mono" value={value} {...binding} autoComplete="new-password" />
      {props.storedSecret ? (
        <Button size="sm" onClick={() => change.keep(field.key)}>
          Keep the stored one
        </Button>
      ) : null}
    </div>
  );
}
