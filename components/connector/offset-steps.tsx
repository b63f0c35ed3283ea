import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { ProblemNote } from '@/components/ui/panel';
import type { ConnectorRow } from '@/lib/api/connectors';
import { useStartAction } from '@/lib/client/actions';
import { describeProblem } from '@/lib/client/problems';
import { requestFor, useOffers } from '@/lib/client/connector-actions';

/** Leads through stop, edit, resume: a worker changes offsets of a STOPPED connector only. */
export function OffsetSteps({ row, isStopped }: { row: ConnectorRow; isStopped: boolean }) {
  const start = useStartAction();
  const action = isStopped ? 'resume' : 'stop';
  const offer = useOffers(row).find((one) => one.action === action);
  const isStopping = row.state === 'STOPPED' && !isStopped;
  return (
    <section aria-label="How to change offsets" className="rounded-panel border bg-panel px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <ol className="flex flex-1 flex-wrap gap-x-5 gap-y-1">
          <Step n={1} isCurrent={!isStopped}>
            Stop the connector
          </Step>
          <Step n={2} isCurrent={isStopped}>
            Edit or reset offsets
          </Step>
          <Step n={3} isCurrent={false}>
            Resume it
          </Step>
        </ol>
        <Button
          size="sm"
          disabled={start.isPending || isStopping || !offer?.allowed}
          onClick={() => start.mutate(requestFor(action, row))}
        >
          {isStopped ? 'Resume connector' : 'Stop connector'}
        </Button>
      </div>
      <p className="mt-1 text-muted text-xs">
        {isStopped
          ? 'It is stopped: offsets can be changed now. Nothing is copied until it is resumed.'
          : isStopping
            ? 'Waiting for its tasks to end.'
            : (offer?.why ??
              'Offsets can be changed only while the connector is STOPPED: its tasks end, config and offsets are kept.')}
      </p>
      {start.error ? (
        <div className="mt-2">
          <ProblemNote {...describeProblem(start.error)} />
        </div>
      ) : null}
    </section>
  );
}

function Step({ n, isCurrent, children }: { n: number; isCurrent: boolean; children: string }) {
  return (
    <li
      aria-current={isCurrent ? 'step' : undefined}
      className={cn('flex items-center gap-2', isCurrent ? 'font-medium' : 'text-muted')}
    >
      <span
        aria-hidden
        className={cn(
          'grid h-5 w-5 place-items-center rounded-full border text-xs',
          isCurrent && 'border-transparent bg-accent text-accent-ink',
        )}
      >
        {n}
      </span>
      {children}
    </li>
  );
}
