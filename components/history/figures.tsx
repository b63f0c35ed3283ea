import { Panel } from '@/components/ui/panel';
import { stateFill, stateWord } from '@/components/ui/state-badge';
import { formatDuration } from '@/components/ui/time';
import type { Timeline } from '@/lib/api/timeline';
import { formatShare, summaryOf } from './summary';

/** Uptime, failures and how long it took to come back, over connector and tasks. */
export function FailureFigures({ timeline }: { timeline: Timeline }) {
  const { uptime, failures, restores, restoreMs, changes } = summaryOf(timeline.figures);
  const facts: readonly (readonly [string, string])[] = [
    ['Uptime', uptime === null ? '–' : formatShare(uptime)],
    ['Failures', String(failures)],
    ['Mean time to restore', restores === 0 ? '–' : formatDuration(restoreMs / restores)],
    ['Changes of state', String(changes)],
    ['Restarts asked for', String(timeline.restarts)],
  ];
  return (
    <Panel title="In this window">
      <dl className="space-y-1 px-4 py-2.5 text-sm">
        {facts.map(([term, fact]) => (
          <div key={term} className="flex justify-between gap-2">
            <dt className="text-muted">{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** How long connector and tasks were in each state. */
export function TimeInStates({ timeline }: { timeline: Timeline }) {
  return (
    <Panel title="Time in each state">
      <ul className="divide-y">
        {timeline.figures.map(({ task, ms }) => (
          <li key={task ?? 'connector'} className="px-4 py-2.5">
            <p className="mb-1 font-medium text-xs">{task === null ? 'Connector' : `Task ${task}`}</p>
            {Object.entries(ms)
              .sort((a, b) => b[1] - a[1])
              .map(([state, time]) => (
                <p key={state} className="flex items-center gap-2 text-sm">
                  <span aria-hidden className={`h-2 w-2 rounded-full ${stateFill(state)}`} />
                  {state === 'OTHER' ? 'Other' : stateWord(state)}
                  <span className="ml-auto text-muted">{formatDuration(time)}</span>
                </p>
              ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
