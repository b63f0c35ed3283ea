'use client';

import { Bell, BellOff, Pencil, Plus, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState, Panel, ProblemNote } from '@/components/ui/panel';
import { Ago } from '@/components/ui/time';
import type { AlertChannel, AlertRule } from '@/lib/api/alerts';
import { useRemoveAlertRule } from '@/lib/client/alerts';
import { describeProblem } from '@/lib/client/problems';
import { describeRule } from './alert-words';
import { RuleDialog } from './rule-dialog';

interface RuleListProps {
  rules: readonly AlertRule[];
  channels: readonly AlertChannel[];
}

/** Rules, those that fire first. */
export function RuleList({ rules, channels }: RuleListProps) {
  const [editing, setEditing] = useState<AlertRule | 'new'>();
  const ordered = [...rules].sort((a, b) => Number(b.firing !== null) - Number(a.firing !== null));
  return (
    <Panel
      title="Rules"
      aside={
        <Button size="sm" onClick={() => setEditing('new')}>
          <Plus size={14} aria-hidden /> Add rule
        </Button>
      }
    >
      <ul className="divide-y">
        {ordered.map((rule) => (
          <RuleRow key={rule.id} rule={rule} channels={channels} onEdit={() => setEditing(rule)} />
        ))}
      </ul>
      {rules.length === 0 ? (
        <EmptyState title="No rule yet">
          A rule watches for failed, degraded or unassigned connectors, or for clusters that do not answer.
        </EmptyState>
      ) : null}
      {editing ? (
        <RuleDialog
          key={editing === 'new' ? 'new' : editing.id}
          rule={editing === 'new' ? undefined : editing}
          channels={channels}
          onClose={() => setEditing(undefined)}
        />
      ) : null}
    </Panel>
  );
}

function RuleRow({
  rule,
  channels,
  onEdit,
}: {
  rule: AlertRule;
  channels: readonly AlertChannel[];
  onEdit: () => void;
}) {
  const [isRemoving, setRemoving] = useState(false);
  const names = channels.filter(({ id }) => rule.channels.includes(id)).map(({ name }) => name);
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <RuleIcon rule={rule} />
      <div className="min-w-0 flex-1">
        <p className="break-words font-medium text-sm">{rule.name}</p>
        <p className="break-words text-muted text-xs">
          {describeRule(rule)} · {names.length > 0 ? `to ${names.join(', ')}` : 'to nobody'}
        </p>
        {rule.firing ? (
          <p className="mt-0.5 text-failed text-xs">
            firing for <Ago at={rule.firing.since} plain />, {rule.firing.subjects} affected
          </p>
        ) : null}
      </div>
      <Button size="icon" variant="quiet" aria-label={`Edit ${rule.name}`} onClick={onEdit}>
        <Pencil size={14} aria-hidden />
      </Button>
      <Button
        size="icon"
        variant="quiet"
        aria-label={`Remove ${rule.name}`}
        onClick={() => setRemoving(true)}
      >
        <Trash2 size={14} aria-hidden />
      </Button>
      <RemoveRule rule={rule} open={isRemoving} onOpenChange={setRemoving} />
    </li>
  );
}

function RuleIcon({ rule }: { rule: AlertRule }) {
  const [Icon, tone, word] = rule.firing
    ? [TriangleAlert, 'text-failed', 'Firing']
    : rule.enabled
      ? [Bell, 'text-muted', 'Quiet']
      : [BellOff, 'text-muted', 'Off'];
  return (
    <span className={`inline-flex w-16 shrink-0 items-center gap-1.5 pt-0.5 font-medium text-xs ${tone}`}>
      <Icon size={14} aria-hidden /> {word}
    </span>
  );
}

interface RemoveRuleProps {
  rule: AlertRule;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function RemoveRule({ rule, open, onOpenChange }: RemoveRuleProps) {
  const remove = useRemoveAlertRule();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove the rule ${rule.name}?`}
      description="Nobody is told about it any more. Its notes stay in the log."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate(rule.id)}>
            Remove rule
          </Button>
        </>
      }
    >
      {remove.error ? (
        <ProblemNote {...describeProblem(remove.error)} />
      ) : (
        <p className="text-sm">{describeRule(rule)}</p>
      )}
    </Dialog>
  );
}
