import 'server-only';
import { randomUUID } from 'node:crypto';
import type { ActionRecord } from '@/lib/api/actions';
import { messageOf } from '@/lib/base/errors';
import type { AuditEntry } from '../../audit/audit-log';
import { ConnectRestError, isRestError, mayHaveBeenApplied } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import { follow } from './follow';
import type { Expectation, InstanceVerdict } from './judge';
import { describeOutcome } from './outcome-words';

/** What the worker answered, and how to see what came of it: by watching states, or by one look of its own. */
export type Sent = { readonly status: number } & (
  | { readonly expectation: Expectation }
  | { readonly check: () => Promise<{ done: boolean; summary: string }> }
);

/** What is asked of a worker, whatever the kind. */
export interface WriteRequest {
  readonly action: ActionRecord['action'];
  readonly connector: string;
  readonly task?: number | null;
  /** What the audit says about it; no secrets. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** A rebalance is an answer, not something to wait out. */
  readonly isImpatient?: true;
  /**
   * Sends it. Returns the worker's status and what to expect of it. Called again after a rebalance; one of several
   * requests goes on with the first that was not answered well.
   */
  readonly send: () => Promise<Sent>;
  /** Says whether one of several requests was carried out, so that an error is no refusal of it all. */
  readonly isPartlyDone?: () => boolean;
  /** After no or half an answer: reads back and says what was found. */
  readonly readBack: () => Promise<string>;
}

/** A request whose intent is committed and that is not sent yet. */
export interface Intent {
  readonly context: VerbContext;
  readonly watch: ClusterWatch;
  readonly request: WriteRequest;
  readonly record: ActionRecord;
  readonly audit: AuditEntry;
}

const RETRY_REBALANCE_FOR_MS = 120_000;

/** Commits the intent and shows the action as `asking`. Errors: StorageError; then nothing may be sent. */
export async function intend(
  context: VerbContext,
  watch: ClusterWatch,
  request: WriteRequest,
): Promise<Intent> {
  const { console: running, actor, requestId } = context;
  const record: ActionRecord = {
    id: randomUUID(),
    at: running.clock.now(),
    actor: actor.id,
    action: request.action,
    clusterId: watch.definition.id,
    connector: request.connector,
    task: request.task ?? null,
    phase: 'asking',
    isWaiting: false,
    workerStatus: null,
    workerMessage: null,
    summary: null,
    outcomes: [],
    finishedAt: null,
  };
  const audit: AuditEntry = {
    actionId: record.id,
    actor: actor.id,
    cluster: watch.definition.id,
    connector: request.connector,
    operation: request.action,
    detail: request.detail,
    requestId,
  };
  await running.audit.intent(audit);
  return { context, watch, request, record: running.actions.put(record), audit };
}

/** An accepted request and how to see what came of it. */
export interface Accepted {
  readonly record: ActionRecord;
  readonly followed: Promise<ActionRecord>;
}

/**
 * Sends an intended request and records the worker's answer.
 *
 * Errors: what the worker answered or why it did not, after action and audit were closed accordingly; the words of
 * a ConnectRestError are clean of the connector's secrets.
 */
export async function sendIntended(intent: Intent): Promise<Accepted> {
  const { context, watch, request } = intent;
  const { clock, audit } = context.console;
  try {
    const sent = await sendPatiently(intent);
    const acceptedAt = clock.monotonic();
    const { status } = sent;
    const record = update(intent, { phase: 'following', workerStatus: status, summary: null });
    await audit.outcome(intent.audit, 'ok', { status });
    const accepted = { ...intent, record };
    const followed =
      'check' in sent ? checkOnce(accepted, sent.check) : followUp(accepted, sent.expectation, acceptedAt);
    return { record, followed };
  } catch (error) {
    const clean = cleanError(error, watch, request.connector);
    await recordFailure(intent, clean);
    throw clean;
  }
}

/** A rebalance is waited out, unless somebody cancels: the worker said that nothing was done. */
async function sendPatiently(intent: Intent): Promise<Sent> {
  const { clock, stopping, actions } = intent.context.console;
  using cancellation = actions.cancellation(intent.record.id);
  const startedAt = clock.monotonic();
  for (let wait = 500; ; wait = Math.min(wait * 2, 5_000)) {
    try {
      return await intent.request.send();
    } catch (error) {
      const rebalancing = isRestError(error) && error.code === 'connect/rest/rebalancing';
      if (!rebalancing || intent.request.isImpatient) throw error;
      if (clock.monotonic() - startedAt > RETRY_REBALANCE_FOR_MS) throw error;
      update(intent, { summary: 'Waiting: the Connect cluster is rebalancing.', isWaiting: true });
      await clock.sleep(wait, AbortSignal.any([stopping, cancellation.signal]));
    }
  }
}

async function recordFailure(intent: Intent, error: unknown): Promise<void> {
  const { clock, audit, log } = intent.context.console;
  const finishedAt = clock.now();
  const isUnknown = mayHaveBeenApplied(error) || intent.request.isPartlyDone?.() === true;
  if (isRestError(error) && !isUnknown) {
    const { status, workerMessage } = error;
    update(intent, {
      phase: 'refused',
      workerStatus: status,
      workerMessage,
      summary: workerMessage,
      finishedAt,
    });
    await audit.outcome(intent.audit, 'refused', { status, message: workerMessage });
    return;
  }
  const words = error instanceof Error ? error.message : 'no answer';
  if (!isUnknown) {
    update(intent, { phase: 'failed', summary: `Not sent: ${words}`, finishedAt });
    await audit.outcome(intent.audit, 'failed', { why: words });
    return;
  }
  const found = await intent.request
    .readBack()
    .catch(() => 'the worker could not be asked what became of it');
  log.warn('a write ended without an answer', { cluster: intent.audit.cluster, found });
  const summary = `${words} Read back: ${found}.`;
  update(intent, { phase: 'unknown', summary, finishedAt: clock.now() });
  await audit.outcome(intent.audit, 'unknown', { why: words, found });
}

/** One look instead of a watch: what it finds is the outcome. */
async function checkOnce(
  intent: Intent,
  check: () => Promise<{ done: boolean; summary: string }>,
): Promise<ActionRecord> {
  const { done, summary } = await check().catch((error: unknown) => ({
    done: false,
    summary: `Accepted, but it could not be read back: ${messageOf(error)}`,
  }));
  const finishedAt = intent.context.console.clock.now();
  return update(intent, { phase: done ? 'succeeded' : 'unknown', summary, finishedAt });
}

async function followUp(intent: Intent, expectation: Expectation, acceptedAt: number): Promise<ActionRecord> {
  const { clock, stopping, log } = intent.context.console;
  const { watch, request } = intent;
  try {
    const options = { watch, connector: request.connector, acceptedAt, clock, signal: stopping };
    const judge = await follow(expectation, options);
    const outcomes = judge.verdicts.map(toOutcome);
    const words = describeOutcome(expectation.wanted, judge.verdicts);
    const finishedAt = clock.now();
    if (!judge.done) {
      const summary = `Not seen settled within 60 s${words ? `: ${words}` : ''}.`;
      return update(intent, { phase: 'unknown', summary, outcomes, finishedAt });
    }
    const failed = judge.verdicts.some(({ end }) => end === 'failed');
    return update(intent, { phase: failed ? 'failed' : 'succeeded', summary: words, outcomes, finishedAt });
  } catch (error) {
    if (!stopping.aborted) log.error('following an action failed', { error });
    return intent.record;
  }
}

function toOutcome({ id, state, afterMs, sameError }: InstanceVerdict): ActionRecord['outcomes'][number] {
  return { id, state, afterMs: afterMs === null ? null : Math.round(afterMs), sameError };
}

function update(intent: Intent, change: Partial<ActionRecord>): ActionRecord {
  const { actions } = intent.context.console;
  const current = actions.get(intent.record.id) ?? intent.record;
  return actions.put({ ...current, isWaiting: false, ...change });
}

function cleanError(error: unknown, watch: ClusterWatch, connector: string): unknown {
  if (!isRestError(error)) return error;
  return new ConnectRestError(error.status, watch.secrets.clean(connector, error.workerMessage));
}
