'use client';

import { Button } from '@/components/ui/button';
import { Panel, ProblemNote } from '@/components/ui/panel';
import { useNow } from '@/components/ui/time';
import type { LoggerRevert } from '@/lib/api/loggers';
import { useSettleRevert } from '@/lib/client/loggers';
import { describeProblem } from '@/lib/client/problems';

/** Levels that go back by themselves, with the time left; each can be kept or put back now. */
export function PendingReverts({
  clusterId,
  reverts,
}: {
  clusterId: string;
  reverts: readonly LoggerRevert[];
}) {
  const settle = useSettleRevert(clusterId);
  const now = useNow();
  if (reverts.length === 0) return null;
  return (
    <Panel title="Going back by themselves">
      <ul className="divide-y text-sm">
        {reverts.map((revert) => (
          <li key={revert.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
            <div className="min-w-0 flex-1 basis-72">
              <p>
                <span className="break-all font-mono">{revert.logger}</span> is {revert.to}
                {revert.from ? `, goes back to ${revert.from}` : ', goes back'}{' '}
                <span className="tabular-nums" suppressHydrationWarning>
                  {revert.dueAt > now
                    ? `in ${countdown(Math.min(revert.dueAt - now, revert.dueAt - revert.at))}`
                    : 'now'}
                </span>
              </p>
              <p className="text-muted text-xs">
                {revert.worker === null ? 'whole cluster' : revert.worker} · set by {revert.actor}
              </p>
              {revert.problem ? (
                <p className="text-failed text-xs">Not put back yet, tried again soon: {revert.problem}</p>
              ) : null}
            </div>
            <Button
              size="sm"
              aria-label={`Keep ${revert.to} for ${revert.logger}`}
              disabled={settle.isPending}
              onClick={() => settle.mutate({ id: revert.id, how: 'keep' })}
            >
              Keep {revert.to}
            </Button>
            <Button
              size="sm"
              aria-label={`Put ${revert.logger} back now`}
              disabled={settle.isPending}
              onClick={() => settle.mutate({ id: revert.id, how: 'revert' })}
            >
              Put back now
            </Button>
          </li>
        ))}
      </ul>
      {settle.error ? (
        <div className="p-3">
          <ProblemNote {...describeProblem(settle.error)} />
        </div>
      ) : null}
    </Panel>
  );
}

/** `14:09`: minutes and seconds left. Units: ms. */
function countdown(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
