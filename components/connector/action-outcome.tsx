import { CircleCheck, CircleHelp, LoaderCircle, type LucideIcon, TriangleAlert } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { formatClock } from '@/components/ui/time';
import type { ActionRecord } from '@/lib/api/actions';
import { actionWord } from '@/lib/client/action-words';
import { useCancelAction } from '@/lib/client/actions';

type Phase = ActionRecord['phase'];

const LOOKS: Record<Phase, { icon: LucideIcon; tone: string }> = {
  asking: { icon: LoaderCircle, tone: 'text-restarting' },
  following: { icon: LoaderCircle, tone: 'text-restarting' },
  succeeded: { icon: CircleCheck, tone: 'text-running' },
  failed: { icon: TriangleAlert, tone: 'text-failed' },
  refused: { icon: TriangleAlert, tone: 'text-failed' },
  unknown: { icon: CircleHelp, tone: 'text-unassigned' },
};

/** What the worker said: `worker accepted (202)`. Empty before it answered. */
function workerSaid(action: ActionRecord): string {
  if (action.workerStatus === null) return action.phase === 'asking' ? 'asking the worker' : '';
  return `worker ${action.workerStatus < 400 ? 'accepted' : 'refused'} (${action.workerStatus})`;
}

/** The outcome in words, or what is waited for. */
function outcomeWords(action: ActionRecord): string {
  if (action.summary) return action.summary;
  return action.phase === 'following' ? 'applying…' : '';
}

/** One action with what came of it: asked when, what the worker said, what was observed. */
export function ActionOutcome({ action, showTarget }: { action: ActionRecord; showTarget?: boolean }) {
  const { icon: Icon, tone } = LOOKS[action.phase];
  const isOpen = action.finishedAt === null;
  return (
    <div className="flex gap-2 text-sm" data-testid="action-outcome" data-phase={action.phase}>
      <Icon size={16} aria-hidden className={cn('mt-0.5 shrink-0', tone, isOpen && 'animate-turn')} />
      <div className="min-w-0">
        <p className="break-words">
          <span className="font-medium">
            {actionWord(action.action)}
            {action.task === null ? '' : ` ${action.task}`}
          </span>
          {showTarget ? <span className="font-mono text-xs"> {action.connector}</span> : null}
          <span className="text-muted">
            {' '}
            · asked {formatClock(action.at)}
            {action.actor === 'local' ? '' : ` by ${action.actor}`}
            {workerSaid(action) ? ` · ${workerSaid(action)}` : ''}
          </span>
        </p>
        {outcomeWords(action) ? (
          <p className={cn('break-words', !isOpen && tone)}>{outcomeWords(action)}</p>
        ) : null}
        {action.isWaiting ? <CancelButton action={action} /> : null}
        {action.workerMessage ? (
          <pre className="mt-1 max-h-40 overflow-auto whitespace-pre-wrap break-words rounded-control bg-sunken p-2 font-mono text-xs">
            {action.workerMessage}
          </pre>
        ) : null}
      </div>
    </div>
  );
}

/** Until the worker has taken it, nobody has to wait for a rebalance to end. */
function CancelButton({ action }: { action: ActionRecord }) {
  const cancel = useCancelAction();
  return (
    <Button
      size="sm"
      className="mt-1"
      disabled={cancel.isPending}
      aria-label={`Cancel: ${actionWord(action.action)} ${action.connector}`}
      onClick={() => cancel.mutate(action.id)}
    >
      Cancel
    </Button>
  );
}
