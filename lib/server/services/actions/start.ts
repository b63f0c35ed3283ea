import 'server-only';
import type { ActionKind, ActionList, ActionRecord, ActionTarget } from '@/lib/api/actions';
import { ActionRequest } from '@/lib/api/actions';
import { messageOf } from '@/lib/base/errors';
import { authorize } from '../../auth/authorize';
import { isRestError } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import type { ObservedInstance } from '../../fleet/observed';
import { type Command, readPlan, toCommand } from './commands';
import { describeFound } from './describe-found';
import { type Intent, intend, sendIntended, type WriteRequest } from './run';

const MAX_AT_ONCE = 8;

/**
 * Does one thing to one or many connectors and returns a record for each, still `asking`; what comes of them is
 * told by `action` events and `listActions`.
 *
 * Guarantees: every intent is committed before the first request goes out. Errors: NotFoundError for an unknown
 * cluster and ValidationError, both before anything is done; StorageError when an intent cannot be kept.
 */
export async function startActions(context: VerbContext, input: ActionRequest): Promise<ActionList> {
  const { action, targets } = ActionRequest.parse(input);
  const planned = targets.map((target) => {
    authorize(context.actor, 'connectors/operate', target);
    const watch = context.console.fleet.watch(target.clusterId);
    return { watch, request: toRequest(action, target, watch) };
  });
  const intents: Intent[] = [];
  for (const { watch, request } of planned) intents.push(await intend(context, watch, request));
  void sendAll(context, intents);
  return { actions: intents.map(({ record }): ActionRecord => record) };
}

/** Sends at most 8 at once; following does not count, so a long restart holds up nobody. */
async function sendAll(context: VerbContext, intents: readonly Intent[]): Promise<void> {
  const waiting = [...intents];
  const lane = async () => {
    for (let intent = waiting.shift(); intent; intent = waiting.shift()) {
      await sendIntended(intent).catch((error: unknown) => {
        context.console.log.info('an action was not carried out', { why: messageOf(error) });
      });
    }
  };
  await Promise.all(Array.from({ length: MAX_AT_ONCE }, lane));
}

/**
 * Restarts what failed of one connector, once, and tells how the worker took it; a rebalance is not waited out.
 *
 * Guarantees: never throws. Shape: `detail` is what the audit says about it.
 */
export async function restartOnce(
  context: VerbContext,
  target: ActionTarget,
  detail: Readonly<Record<string, unknown>>,
): Promise<'asked' | 'failed' | 'postponed'> {
  try {
    authorize(context.actor, 'connectors/operate', target);
    const watch = context.console.fleet.watch(target.clusterId);
    const request = toRequest('restart-failed-tasks', target, watch);
    await sendIntended(await intend(context, watch, { ...request, detail, isImpatient: true }));
    return 'asked';
  } catch (error) {
    context.console.log.info('a restart was not carried out', { ...target, why: messageOf(error) });
    const isPostponed = isRestError(error) && error.code === 'connect/rest/rebalancing';
    return isPostponed ? 'postponed' : 'failed';
  }
}

function toRequest(action: ActionKind, target: ActionTarget, watch: ClusterWatch): WriteRequest {
  if (action === 'reset-topics') return toTopicsReset(target.connector, watch);
  const command = toCommand(action, target, watch);
  const { connector } = target;
  return {
    action,
    connector,
    task: target.task ?? null,
    detail: target.task === undefined ? {} : { task: target.task },
    ...sendSteps(command, connector, watch),
    readBack: () => describeFound(watch, connector),
  };
}

/** A running connector is back among its topics with its next record: what it used since is part of the outcome. */
function toTopicsReset(connector: string, watch: ClusterWatch): WriteRequest {
  const params = { connector };
  const topics = async () => (await watch.client.call('getTopics', { params }))[connector]?.topics ?? [];
  const check = async () => {
    const used = (await topics()).length;
    return { done: true, summary: used === 0 ? 'no active topics' : `reset; ${used} used again since then` };
  };
  return {
    action: 'reset-topics',
    connector,
    detail: {},
    send: async () => ({ status: (await watch.client.ask('resetTopics', { params })).status, check }),
    readBack: async () => `${(await topics()).length} active topics`,
  };
}

/** Sends the steps of a command in order. A step that was answered is never sent again. */
function sendSteps(
  command: Command,
  connector: string,
  watch: ClusterWatch,
): Pick<WriteRequest, 'send' | 'isPartlyDone'> {
  const waiting = [...command.steps];
  const before = new Map<number | null, ObservedInstance>();
  let { instances } = command;
  let status = 204;
  const send = async () => {
    const known = before.size === 0 ? watch.state.status(connector) : undefined;
    if (known) for (const instance of [known.connector, ...known.tasks]) before.set(instance.task, instance);
    for (let step = waiting[0]; step; step = waiting[0]) {
      const answer = await watch.client.ask(step.operation, { params: step.params });
      waiting.shift();
      status = answer.status;
      const plan = readPlan(answer.body, (body) => watch.secrets.cleanStatus(body));
      if (!plan) continue;
      instances = plan.instances;
      for (const instance of plan.before) before.set(instance.task, instance);
    }
    return { status, expectation: { wanted: command.wanted, instances, before } };
  };
  return { send, isPartlyDone: () => waiting.length < command.steps.length };
}
