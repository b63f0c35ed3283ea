'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox, FieldErrors, Input } from '@/components/ui/field';
import { Panel, ProblemNote, Skeleton } from '@/components/ui/panel';
import { Ago, formatDuration, useNow } from '@/components/ui/time';
import type { AutoRestartView } from '@/lib/api/auto-restart';
import { autoRestartQuery, useSetAutoRestart } from '@/lib/client/auto-restart';
import { describeProblem } from '@/lib/client/problems';
import { ActionOutcome } from './action-outcome';

interface AutoRestartPanelProps {
  clusterId: string;
  name: string;
}

/** Whether the console restarts this connector by itself, what it has tried and what comes next. */
export function AutoRestartPanel({ clusterId, name }: AutoRestartPanelProps) {
  const { data, error } = useQuery(autoRestartQuery(clusterId, name));
  if (error && !data) return <ProblemNote {...describeProblem(error)} />;
  if (!data) return <Skeleton className="h-28" />;
  return (
    <Panel title="Auto-restart">
      <div className="space-y-3 px-4 py-3">
        <Settings clusterId={clusterId} name={name} view={data} />
        {data.enabled ? <Progress view={data} /> : null}
        <History view={data} />
      </div>
    </Panel>
  );
}

function Settings({ clusterId, name, view }: AutoRestartPanelProps & { view: AutoRestartView }) {
  const id = useId();
  const save = useSetAutoRestart(clusterId, name);
  const [max, setMax] = useState(String(view.maxRestarts));
  const maxRestarts = Number(max);
  const errors = whyNotLimit(maxRestarts);
  const isChanged = errors.length === 0 && maxRestarts !== view.maxRestarts;
  return (
    <form
      className="space-y-2 text-sm"
      onSubmit={(event) => {
        event.preventDefault();
        if (errors.length === 0) save.mutate({ enabled: view.enabled, maxRestarts });
      }}
    >
      <label htmlFor={`${id}-on`} className="flex items-center gap-2">
        <Checkbox
          id={`${id}-on`}
          checked={view.enabled}
          disabled={save.isPending}
          onChange={(event) => save.mutate({ enabled: event.target.checked, maxRestarts: view.maxRestarts })}
        />
        Restart what failed by itself
      </label>
      {view.enabled ? (
        <div className="flex flex-wrap items-center gap-2">
          <label htmlFor={id} className="text-muted">
            Stop after
          </label>
          <span className="w-16">
            <Input
              id={id}
              inputMode="numeric"
              value={max}
              aria-invalid={errors.length > 0}
              aria-describedby={`${id}-errors`}
              onChange={(event) => setMax(event.target.value)}
              className="text-right"
            />
          </span>
          <span className="text-muted">restarts that did not help</span>
          {isChanged ? (
            <Button size="sm" type="submit" disabled={save.isPending}>
              Save
            </Button>
          ) : null}
        </div>
      ) : (
        <p className="text-muted text-xs">
          At once, then after 2, 6, 12, 20, 30, 42 and 56 minutes, then each hour. Never while paused or
          stopped.
        </p>
      )}
      <FieldErrors id={`${id}-errors`} errors={errors} />
      {view.gaveUp ? (
        <Button
          size="sm"
          disabled={save.isPending}
          onClick={() => save.mutate({ enabled: true, maxRestarts: view.maxRestarts })}
        >
          Begin anew
        </Button>
      ) : null}
      {save.error ? <ProblemNote {...describeProblem(save.error)} /> : null}
    </form>
  );
}

/** The same limits as the server's, told before it is asked. */
function whyNotLimit(maxRestarts: number): string[] {
  if (!Number.isInteger(maxRestarts)) return ['A whole number.'];
  if (maxRestarts < 1) return ['At least 1.'];
  return maxRestarts > 100 ? ['At most 100.'] : [];
}

function Progress({ view }: { view: AutoRestartView }) {
  const now = useNow();
  return (
    <dl className="grid grid-cols-[90px_1fr] gap-y-1 text-sm">
      <dt className="text-muted">Tries so far</dt>
      <dd>
        {view.restarts} of {view.maxRestarts}
        {view.restarts > 0 && view.lastAt !== null ? (
          <span className="text-muted">
            {' '}
            · last <Ago at={view.lastAt} />
          </span>
        ) : null}
      </dd>
      <dt className="text-muted">Next try</dt>
      <dd className={view.gaveUp ? 'text-failed' : undefined}>{nextWords(view, now)}</dd>
    </dl>
  );
}

function nextWords({ gaveUp, waitingFor, nextAt }: AutoRestartView, now: number): string {
  if (gaveUp !== null) return `given up: ${gaveUp}`;
  if (waitingFor !== null) return `not now: ${waitingFor}`;
  if (nextAt === null) return 'none, nothing has failed';
  const left = nextAt - now;
  return now === 0 || left < 1000 ? 'within seconds' : `in ${formatDuration(left)}`;
}

function History({ view }: { view: AutoRestartView }) {
  if (view.history.length === 0) return null;
  return (
    <details className="text-sm">
      <summary className="cursor-pointer font-medium text-accent text-xs">
        Last {view.history.length === 1 ? 'try' : `${view.history.length} tries`}
      </summary>
      <ul className="mt-2 space-y-2">
        {view.history.map((action) => (
          <li key={action.id}>
            <ActionOutcome action={action} />
          </li>
        ))}
      </ul>
    </details>
  );
}
