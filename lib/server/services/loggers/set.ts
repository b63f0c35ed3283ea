import 'server-only';
import { z } from 'zod';
import { LoggerChange, type LoggersView } from '@/lib/api/loggers';
import { messageOf, ValidationError } from '@/lib/base/errors';
import { changedLevels } from '@/lib/connect/loggers';
import type { ClusterId } from '@/lib/connect/names';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import { authorize } from '../../auth/authorize';
import { mayHaveBeenApplied } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import { StorageError } from '../../db/open';
import { audited } from '../../loggers/audited';
import { placeOf, readAfterSet, readLoggers, setLogger, toLevels } from '../../loggers/worker-loggers';
import { getLoggers } from './get';

/** After so long a level goes back by itself. Units: ms. */
const REVERT_AFTER_MS = 900_000;
const Before = z.record(z.string(), z.string());

interface SetInput {
  readonly clusterId: ClusterId;
  readonly change: LoggerChange;
}

/**
 * Sets a level, to go back after 15 minutes, and returns the loggers as they read afterwards: what else moved
 * differs by version.
 *
 * Guarantees: how to get back is stored before the worker is asked. Errors: ValidationError for a scope the
 * worker does not know or a foreign URL; ConnectRestError with the worker's words; StorageError.
 */
export async function setLogLevel(context: VerbContext, input: SetInput): Promise<LoggersView> {
  const { logger, level, scope, worker } = LoggerChange.parse(input.change);
  const { clusterId } = input;
  authorize(context.actor, 'loggers/write', { clusterId });
  const { fleet, clock, audit, loggers } = context.console;
  const watch = fleet.watch(clusterId);
  if (scope === 'cluster' && !hasFeature(parseVersion(watch.root?.version), 'clusterLoggers')) {
    throw new ValidationError('Workers before 3.7 set levels one worker at a time.');
  }
  const place = { ...placeOf(watch, worker), isCluster: scope === 'cluster' };
  const stored = scope === 'cluster' ? null : worker;
  const before = toLevels(await readLoggers(place));
  const pending = await pendingAt(context, clusterId, stored);
  const first = changedLevels(logger, before, before, pending.before);
  const id = await keep(context, { clusterId, worker: stored, logger, level, before: first });
  const what = {
    actor: context.actor.id,
    cluster: clusterId,
    operation: 'set-log-level',
    detail: { logger, level, scope, worker: stored },
    requestId: context.requestId,
  };
  try {
    await audited(audit, what, () => setLogger(place, logger, level));
  } catch (error) {
    if (!mayHaveBeenApplied(error)) await forget(context, id);
    throw error;
  }
  const after = await readAfterSet(place, clock, logger, level);
  const changed = changedLevels(logger, before, after, pending.before);
  const older = pending.rows.filter((row) => row.logger === logger);
  for (const row of older) await forget(context, row.id);
  for (const [name, was] of pending.before)
    if (older.some((row) => row.names.includes(name))) changed.set(name, was);
  if ([...changed.values()].every((was) => was === level)) await forget(context, id);
  else await update(context, id, changed);
  loggers.wake();
  return getLoggers(context, { clusterId, worker });
}

/** What pending reverts of the same place remember. */
async function pendingAt(context: VerbContext, clusterId: ClusterId, worker: string | null) {
  const all = await context.console.db
    .selectFrom('logger_revert')
    .selectAll()
    .where('cluster', '=', clusterId)
    .where('worker', 'is', worker)
    .orderBy('id', 'desc')
    .execute();
  const before = new Map<string, string>();
  // The oldest is written last and wins.
  const rows = all.map((row) => {
    const levels = Object.entries(Before.parse(JSON.parse(row.before)));
    for (const [name, level] of levels) before.set(name, level);
    return { id: row.id, logger: row.logger, names: levels.map(([name]) => name) };
  });
  return { rows, before };
}

interface Kept {
  readonly clusterId: ClusterId;
  readonly worker: string | null;
  readonly logger: string;
  readonly level: string;
  readonly before: ReadonlyMap<string, string>;
}

async function keep(context: VerbContext, kept: Kept): Promise<number> {
  const { db, clock } = context.console;
  const at = clock.now();
  const { clusterId: cluster, worker, logger, level } = kept;
  const before = JSON.stringify(Object.fromEntries(kept.before));
  const row = { cluster, worker, logger, level, before, actor: context.actor.id };
  return db
    .insertInto('logger_revert')
    .values({ ...row, at, due_at: at + REVERT_AFTER_MS, retry_at: null, problem: null })
    .returning('id')
    .executeTakeFirstOrThrow()
    .then(({ id }) => id)
    .catch((cause: unknown) => {
      throw new StorageError(`How to get back cannot be kept (${messageOf(cause)}); nothing was set.`, cause);
    });
}

async function update(context: VerbContext, id: number, before: ReadonlyMap<string, string>): Promise<void> {
  await context.console.db
    .updateTable('logger_revert')
    .set({ before: JSON.stringify(Object.fromEntries(before)) })
    .where('id', '=', id)
    .execute();
}

async function forget(context: VerbContext, id: number): Promise<void> {
  await context.console.db.deleteFrom('logger_revert').where('id', '=', id).execute();
}
