import 'server-only';
import type { ActionKind, ActionTarget } from '@/lib/api/actions';
import { ValidationError } from '@/lib/base/errors';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import type { OperationName } from '../../connect-client/operations';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import { type ObservedInstance, type ObservedStatus, toObservedStatus } from '../../fleet/observed';
import type { Wanted } from './judge';

/** One request to a worker. */
interface Step {
  readonly operation: OperationName;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What an action does on a worker and what it should lead to. */
export interface Command {
  readonly steps: readonly Step[];
  readonly wanted: Wanted;
  readonly instances: readonly (number | null)[] | 'all';
}

const REST_OF_ALL: Record<string, { operation: OperationName; wanted: Wanted }> = {
  pause: { operation: 'pause', wanted: 'paused' },
  resume: { operation: 'resume', wanted: 'running' },
  stop: { operation: 'stop', wanted: 'stopped' },
  delete: { operation: 'deleteConnector', wanted: 'gone' },
};

/**
 * Translates an action into the worker's requests: one call wherever the worker's version allows.
 *
 * Workers before 3.0 silently ignore the parameters of a restart, so their failed tasks are restarted one by one.
 * Errors: ValidationError when `restart-task` names no task.
 */
export function toCommand(kind: ActionKind, target: ActionTarget, watch: ClusterWatch): Command {
  const { connector } = target;
  const status = watch.state.status(connector) ?? undefined;
  const simple = REST_OF_ALL[kind];
  if (simple) {
    return {
      steps: [{ operation: simple.operation, params: { connector } }],
      wanted: simple.wanted,
      instances: 'all',
    };
  }
  if (kind === 'restart-task') {
    if (target.task === undefined) throw new ValidationError('Say which task to restart.');
    const params = { connector, task: target.task };
    return { steps: [{ operation: 'restartTask', params }], wanted: 'running', instances: [target.task] };
  }
  const plain: Step = { operation: 'restart', params: { connector } };
  if (kind === 'restart-connector') return { steps: [plain], wanted: 'running', instances: [null] };
  const onlyFailed = kind === 'restart-failed-tasks';
  const chosen = chosenInstances(status, onlyFailed);
  if (hasFeature(parseVersion(watch.root?.version), 'restartIncludeTasks')) {
    const operation = onlyFailed ? 'restartFailed' : 'restartAll';
    return {
      steps: [{ operation, params: { connector } }],
      wanted: 'running',
      instances: onlyFailed ? chosen : 'all',
    };
  }
  const steps = chosen.map(
    (task): Step => (task === null ? plain : { operation: 'restartTask', params: { connector, task } }),
  );
  return { steps, wanted: 'running', instances: onlyFailed ? chosen : 'all' };
}

function chosenInstances(status: ObservedStatus | undefined, onlyFailed: boolean): (number | null)[] {
  if (!status) return [];
  return [status.connector, ...status.tasks]
    .filter(({ state }) => !onlyFailed || state === 'FAILED')
    .map(({ task }) => task);
}

/**
 * Reads the plan a worker answers to a restart with tasks: which instances it restarts, and each as it was before
 * (the plan keeps the old trace of those it restarts). `undefined` when the answer is no plan.
 */
export function readPlan(
  body: unknown,
  clean: (body: Parameters<typeof toObservedStatus>[0]) => Parameters<typeof toObservedStatus>[0],
): { instances: (number | null)[]; before: ObservedInstance[] } | undefined {
  if (body === null || typeof body !== 'object' || !('tasks' in body)) return undefined;
  const plan = toObservedStatus(clean(body as Parameters<typeof toObservedStatus>[0]));
  const restarted = [plan.connector, ...plan.tasks].filter(({ state }) => state === 'RESTARTING');
  return {
    instances: restarted.map(({ task }) => task),
    before: restarted
      .filter(({ trace }) => trace !== null)
      .map((instance) => ({ ...instance, state: 'FAILED' })),
  };
}
