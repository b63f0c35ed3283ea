import 'server-only';
import type { InstanceVerdict, Wanted } from './judge';

const MAX_FAILURES_NAMED = 4;

/**
 * Says in words how a followed request ended.
 *
 * Shape: "2 of 2 tasks running after 1.4 s", "task 0 failed again after 0.8 s: same error", or several of these
 * joined by "; ". Units: seconds since the worker accepted, the slowest instance counting.
 */
export function describeOutcome(wanted: Wanted, verdicts: readonly InstanceVerdict[]): string {
  if (verdicts.length === 0 && wanted === 'running') return 'nothing had failed, nothing was restarted';
  if (wanted === 'gone') return `gone${after(verdicts)}`;
  const good = verdicts.filter(({ end }) => end === 'good');
  const failed = verdicts.filter(({ end }) => end === 'failed');
  const pending = verdicts.filter(({ end }) => end === 'pending');
  const parts = [
    describeGood(wanted, verdicts, good),
    ...describeFailed(failed),
    ...describePending(pending),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function describeGood(
  wanted: Wanted,
  all: readonly InstanceVerdict[],
  good: readonly InstanceVerdict[],
): string {
  const tasks = all.filter(({ id }) => id !== null);
  const goodTasks = good.filter(({ id }) => id !== null);
  const connector = good.some(({ id }) => id === null);
  const word = wordFor(wanted, good);
  if (tasks.length === 0) return connector ? `connector ${word}${after(good)}` : '';
  if (good.length === 0) return '';
  if (goodTasks.length === 0) return `connector ${word}${after(good)}, 0 of ${tasks.length} tasks`;
  const counted = `${goodTasks.length} of ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`;
  const onlyTasks = !all.some(({ id }) => id === null);
  return `${onlyTasks || !connector ? '' : 'connector and '}${counted} ${word}${after(good)}`;
}

function wordFor(wanted: Wanted, good: readonly InstanceVerdict[]): string {
  if (wanted !== 'running') return wanted;
  const states = new Set(good.map(({ state }) => state));
  return states.size === 1 ? [...states].join('').toLowerCase() : 'back as before';
}

function describeFailed(failed: readonly InstanceVerdict[]): string[] {
  const named = failed.slice(0, MAX_FAILURES_NAMED).map((one) => {
    const again = one.wasFailed ? 'failed again' : 'failed';
    const words = one.cause ?? 'no trace';
    const why = one.sameError === null ? words : one.sameError ? 'same error' : `other error: ${words}`;
    return `${nameOf(one)} ${again}${when(one)}: ${why}`;
  });
  const rest = failed.length - named.length;
  return rest > 0 ? [...named, `${rest} more failed`] : named;
}

function describePending(pending: readonly InstanceVerdict[]): string[] {
  return pending.length === 0
    ? []
    : [
        `${pending
          .slice(0, MAX_FAILURES_NAMED)
          .map((one) => `${nameOf(one)} ${one.state}`)
          .join(', ')} not settled`,
      ];
}

function nameOf({ id }: InstanceVerdict): string {
  return id === null ? 'connector' : `task ${id}`;
}

function when(one: InstanceVerdict): string {
  return one.afterMs === null ? ` within ${(one.withinMs / 1000).toFixed(1)} s` : after([one]);
}

function after(verdicts: readonly InstanceVerdict[]): string {
  const times = verdicts.map(({ afterMs }) => afterMs).filter((ms): ms is number => ms !== null);
  return times.length === 0 ? '' : ` after ${(Math.max(...times) / 1000).toFixed(1)} s`;
}
