'use client';

import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Input, Labelled, Select } from '@/components/ui/field';
import { EmptyState, Panel, ProblemNote } from '@/components/ui/panel';
import { formatTime, useNow } from '@/components/ui/time';
import type { Silence } from '@/lib/api/alerts';
import { useAddSilence, useRemoveSilence } from '@/lib/client/alerts';
import { describeProblem } from '@/lib/client/problems';

/** Windows without notes, those that are over left out. */
export function SilenceList({ silences }: { silences: readonly Silence[] }) {
  const [isAdding, setAdding] = useState(false);
  const remove = useRemoveSilence();
  const now = useNow();
  const current = silences.filter(({ to }) => to > now);
  return (
    <Panel
      title="Silences"
      aside={
        <Button size="sm" onClick={() => setAdding(true)}>
          <Plus size={14} aria-hidden /> Add silence
        </Button>
      }
    >
      <ul className="divide-y">
        {current.map((silence) => (
          <li key={silence.id} className="flex items-center gap-2 px-4 py-3">
            <div className="min-w-0 flex-1">
              <p className="break-all font-mono text-sm">{silence.pattern}</p>
              <p className="break-words text-muted text-xs">
                {silence.cluster ?? 'all clusters'} · until {formatTime(silence.to)}
                {silence.comment ? ` · ${silence.comment}` : ''}
              </p>
            </div>
            <Button
              size="icon"
              variant="quiet"
              aria-label={`End the silence of ${silence.pattern}`}
              disabled={remove.isPending}
              onClick={() => remove.mutate(silence.id)}
            >
              <Trash2 size={14} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {current.length === 0 ? (
        <EmptyState title="Nothing is silenced">During planned work, a silence holds notes back.</EmptyState>
      ) : null}
      {remove.error ? <ProblemNote {...describeProblem(remove.error)} /> : null}
      {isAdding ? <SilenceDialog onClose={() => setAdding(false)} /> : null}
    </Panel>
  );
}

const HOURS = [1, 2, 4, 8, 24, 72] as const;

function SilenceDialog({ onClose }: { onClose: () => void }) {
  const [pattern, setPattern] = useState('*');
  const [hours, setHours] = useState('1');
  const [comment, setComment] = useState('');
  const add = useAddSilence();
  const submit = () => {
    const from = Date.now();
    const to = from + Number(hours) * 3_600_000;
    add.mutate({ from, to, cluster: null, pattern: pattern.trim() || '*', comment }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Add a silence"
      description="It begins now. What still fails when it ends is told then."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={add.isPending} onClick={submit}>
            Add silence
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
        <Labelled
          label="Connector names"
          htmlFor="silence-pattern"
          hint="* for any text; * alone also covers clusters that do not answer"
        >
          <Input id="silence-pattern" value={pattern} onChange={(event) => setPattern(event.target.value)} />
        </Labelled>
        <Labelled label="For" htmlFor="silence-hours">
          <Select id="silence-hours" value={hours} onChange={(event) => setHours(event.target.value)}>
            {HOURS.map((value) => (
              <option key={value} value={value}>
                {value === 1 ? '1 hour' : `${value} hours`}
              </option>
            ))}
          </Select>
        </Labelled>
        <Labelled label="Comment" htmlFor="silence-comment">
          <Input id="silence-comment" value={comment} onChange={(event) => setComment(event.target.value)} />
        </Labelled>
        {add.error ? <ProblemNote {...describeProblem(add.error)} /> : null}
      </form>
    </Dialog>
  );
}
