'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox, Input, Select } from '@/components/ui/field';
import type { ControlProps } from './controls';
import { TextControl } from './text-control';

const OTHER = '\u0000other';

/** `org.apache.kafka.connect.json.JsonConverter` → `JsonConverter (org.apache.kafka.connect.json)`. */
function optionWords(value: string): string {
  const dot = value.lastIndexOf('.');
  return /^[a-z]\w*(\.\w+)+/.test(value) && dot > 0
    ? `${value.slice(dot + 1)} (${value.slice(0, dot)})`
    : value;
}

/** What the worker recommends, as a list; anything else can still be typed. */
export function ChoiceControl(props: ControlProps) {
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

const MANY = 12;

/** A list whose values the worker recommends: ticked, in the order they were chosen; others can be typed beside. */
export function MultiControl(props: ControlProps) {
  const { id, field, change, describedBy } = props;
  const [filter, setFilter] = useState('');
  const chosen = (field.value ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  const save = (next: readonly string[]) =>
    next.length === 0 ? change.unset(field.key) : change.set(field.key, next.join(','));
  const toggle = (one: string) =>
    save(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  const shown = field.recommended.filter((one) => one.toLowerCase().includes(filter.trim().toLowerCase()));
  return (
    <div className="space-y-1.5" aria-describedby={describedBy}>
      <TextControl {...props} />
      {field.recommended.length > MANY ? (
        <Input
          type="search"
          aria-label={`Search values of ${field.key}`}
          placeholder={`Search ${field.recommended.length} values`}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      ) : null}
      <fieldset className="flex max-h-44 flex-wrap gap-x-4 gap-y-1 overflow-auto rounded-control border px-2.5 py-1.5">
        <legend className="sr-only">Values of {field.key}</legend>
        {shown.map((one) => (
          <label
            key={one}
            htmlFor={`${id}-${one}`}
            className="flex min-h-7 items-center gap-1.5 break-all font-mono text-xs"
          >
            <Checkbox id={`${id}-${one}`} checked={chosen.includes(one)} onChange={() => toggle(one)} />
            {one}
          </label>
        ))}
        {shown.length === 0 ? <span className="text-muted text-xs">No value matches.</span> : null}
      </fieldset>
    </div>
  );
}

/** True, false or the default; another text that is stored stays choosable. */
export function BooleanControl({ id, field, change, describedBy }: ControlProps) {
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
