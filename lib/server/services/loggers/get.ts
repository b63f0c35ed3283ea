import 'server-only';
import { z } from 'zod';
import type { LoggerRevert, LoggersQuery, LoggersView } from '@/lib/api/loggers';
import type { ClusterId } from '@/lib/connect/names';
import { hasFeature, parseVersion } from '@/lib/connect/versions';
import { authorize } from '../../auth/authorize';
import { isRestError } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import type { RevertRow } from '../../loggers/logger-reverter';
import { placeOf, readLoggers } from '../../loggers/worker-loggers';

type GetInput = { readonly clusterId: ClusterId } & LoggersQuery;

const Before = z.record(z.string(), z.string());

/**
 * Reads the loggers of one worker, root first and then by name, with the levels that go back by themselves.
 *
 * Shape: `supported` false when the worker answers 404, as with `admin.listeners` elsewhere. Errors:
 * ValidationError for a URL that is no worker of the cluster; why the worker could not be asked.
 */
export async function getLoggers(context: VerbContext, input: GetInput): Promise<LoggersView> {
  authorize(context.actor, 'loggers/read', input);
  const { fleet, db } = context.console;
  const watch = fleet.watch(input.clusterId);
  const place = placeOf(watch, input.worker);
  const loggers = await readLoggers(place).catch((error: unknown) => {
    if (isRestError(error) && error.status === 404) return undefined;
    throw error;
  });
  const reverts = await db
    .selectFrom('logger_revert')
    .selectAll()
    .where('cluster', '=', input.clusterId)
    .orderBy('due_at')
    .execute();
  return {
    supported: loggers !== undefined,
    canScope: hasFeature(parseVersion(watch.root?.version), 'clusterLoggers'),
    worker: place.worker,
    workers: [...watch.definition.urls],
    loggers: Object.entries(loggers ?? {})
      .map(([name, { level, last_modified: at }]) => ({ name, level: level ?? '', lastModified: at ?? null }))
      .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1)),
    reverts: reverts.map(toRevert),
  };
}

/** The root logger first: what is set there counts for all that have no level of their own. */
function rank(name: string): number {
  return name === 'root' ? 0 : 1;
}

function toRevert(row: RevertRow): LoggerRevert {
  return {
    id: row.id,
    logger: row.logger,
    worker: row.worker,
    from: Before.parse(JSON.parse(row.before))[row.logger] ?? '',
    to: row.level,
    actor: row.actor,
    at: row.at,
    dueAt: row.due_at,
    problem: row.problem,
  };
}
