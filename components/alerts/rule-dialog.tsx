'use client';

import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Checkbox, FieldErrors, Input, Labelled, Select } from '@/components/ui/field';
import { ProblemNote } from '@/components/ui/panel';
import { ALERT_CONDITIONS, type AlertChannel, type AlertRule, AlertRuleInput } from '@/lib/api/alerts';
import { useSaveAlertRule } from '@/lib/client/alerts';
import { useFleet } from '@/lib/client/fleet';
import { describeProblem } from '@/lib/client/problems';
import { CONDITION_WORDS } from './alert-words';

interface RuleDialogProps {
  /** Undefined: a new one. */
  rule: AlertRule | undefined;
  channels: readonly AlertChannel[];
  onClose: () => void;
}

/** What is typed; numbers stay text until they are saved. */
interface Draft {
  name: string;
  enabled: boolean;
  conditions: readonly string[];
  minutes: string;
  count: string;
  cluster: string;
  pattern: string;
  channels: readonly string[];
}

function toDraft(rule: AlertRule | undefined, channels: readonly AlertChannel[]): Draft {
  return {
    name: rule?.name ?? '',
    enabled: rule?.enabled ?? true,
    conditions: rule?.conditions ?? ['FAILED'],
    minutes: String((rule?.forSeconds ?? 60) / 60),
    count: String(rule?.count ?? 1),
    cluster: rule?.cluster ?? '',
    pattern: rule?.pattern ?? '*',
    channels: rule?.channels ?? channels.map(({ id }) => id),
  };
}

function parseDraft({ minutes, count, cluster, ...rest }: Draft) {
  const forSeconds = minutes.trim() === '' ? Number.NaN : Math.round(Number(minutes) * 60);
  return AlertRuleInput.safeParse({ ...rest, forSeconds, count: Number(count), cluster: cluster || null });
}

/** Adds or changes a rule. */
export function RuleDialog({ rule, channels, onClose }: RuleDialogProps) {
  const [draft, setDraft] = useState(() => toDraft(rule, channels));
  const [isTried, setTried] = useState(false);
  const save = useSaveAlertRule(rule?.id);
  const parsed = parseDraft(draft);
  const change = (more: Partial<Draft>) => setDraft({ ...draft, ...more });
  const errorsOf = (field: string): string[] =>
    isTried && !parsed.success
      ? parsed.error.issues.filter(({ path }) => path[0] === field).map(({ message }) => message)
      : [];
  const submit = () => {
    setTried(true);
    if (parsed.success) save.mutate(parsed.data, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={rule ? `Edit ${rule.name}` : 'Add an alert rule'}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={save.isPending} onClick={submit}>
            {rule ? 'Save rule' : 'Add rule'}
          </Button>
        </>
      }
    >
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Text
          id="rule-name"
          label="Name"
          value={draft.name}
          errors={errorsOf('name')}
          onChange={(name) => change({ name })}
        />
        <Checks
          legend="Fire when a connector or cluster is"
          errors={errorsOf('conditions')}
          options={ALERT_CONDITIONS.map((value) => ({ value, label: CONDITION_WORDS[value] }))}
          chosen={draft.conditions}
          onChange={(conditions) => change({ conditions })}
        />
        <div className="grid grid-cols-2 gap-4">
          <Text
            id="rule-minutes"
            label="For at least, minutes"
            value={draft.minutes}
            errors={errorsOf('forSeconds')}
            onChange={(minutes) => change({ minutes })}
          />
          <Text
            id="rule-count"
            label="At least so many"
            value={draft.count}
            errors={errorsOf('count')}
            onChange={(count) => change({ count })}
          />
          <Text
            id="rule-pattern"
            label="Connector names"
            hint="* for any text, ? for one character"
            value={draft.pattern}
            errors={errorsOf('pattern')}
            onChange={(pattern) => change({ pattern })}
          />
          <ClusterSelect value={draft.cluster} onChange={(cluster) => change({ cluster })} />
        </div>
        <Checks
          legend="Send to"
          errors={errorsOf('channels')}
          options={channels.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={draft.channels}
          onChange={(next) => change({ channels: next })}
          empty="No channel yet: add one first, or save the rule and only see it here."
        />
        <Check id="rule-enabled" checked={draft.enabled} onChange={(enabled) => change({ enabled })}>
          Rule is on
        </Check>
        {save.error ? <ProblemNote {...describeProblem(save.error)} /> : null}
      </form>
    </Dialog>
  );
}

interface TextProps {
  id: string;
  label: string;
  value: string;
  hint?: string;
  errors: readonly string[];
  onChange: (value: string) => void;
}

function Text({ id, label, value, hint, errors, onChange }: TextProps) {
  return (
    <Labelled label={label} htmlFor={id} hint={hint}>
      <Input
        id={id}
        value={value}
        aria-invalid={errors.length > 0}
        aria-describedby={`${id}-errors`}
        onChange={(event) => onChange(event.target.value)}
      />
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </Labelled>
  );
}

function ClusterSelect({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { data } = useFleet();
  return (
    <Labelled label="Cluster" htmlFor="rule-cluster">
      <Select
        id="rule-cluster"
        className="w-full"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">All clusters</option>
        {(data?.clusters ?? []).map((cluster) => (
          <option key={cluster.id} value={cluster.id}>
            {cluster.name}
          </option>
        ))}
      </Select>
    </Labelled>
  );
}

interface ChecksProps {
  legend: string;
  options: readonly { value: string; label: string }[];
  chosen: readonly string[];
  errors: readonly string[];
  empty?: string;
  onChange: (chosen: string[]) => void;
}

function Checks({ legend, options, chosen, errors, empty, onChange }: ChecksProps) {
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1.5">
        {options.map(({ value, label }) => (
          <Check
            key={value}
            id={`check-${value}`}
            checked={chosen.includes(value)}
            onChange={(isOn) => onChange(isOn ? [...chosen, value] : chosen.filter((one) => one !== value))}
          >
            {label}
          </Check>
        ))}
        {options.length === 0 ? <p className="text-muted text-xs">{empty}</p> : null}
      </div>
      <FieldErrors id={`${legend}-errors`} errors={errors} />
    </fieldset>
  );
}

interface CheckProps {
  id: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

function Check({ id, checked, onChange, children }: CheckProps) {
  return (
    <span className="inline-flex items-center gap-2 text-sm">
      <Checkbox id={id} checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <label htmlFor={id}>{children}</label>
    </span>
  );
}
