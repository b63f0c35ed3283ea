import 'server-only';
import type { ConnectorDetail, ConnectorRow, TaskDetail } from '@/lib/api/connectors';
import { NotFoundError } from '@/lib/base/errors';
import type { ConnectorInfo, ConnectorStateInfo } from '@/lib/connect/rest/connectors';
import { authorize } from '../../auth/authorize';
import { isRestError, toClusterProblem } from '../../connect-client/errors';
import type { VerbContext } from '../../console';
import type { ClusterWatch } from '../../fleet/cluster-watch';
import type { ConnectorRef } from './schemas';
import { showConfig } from './stored-config';

/**
 * Reads one connector: its state with whole traces and its config with secrets masked, in two calls at once.
 *
 * Shape: a part the worker did not answer is null and named in `problems`; the row is then the last one seen.
 * Errors: NotFoundError when the worker does not know it; why the worker
 * could not be asked, when no look has seen it either.
 */
export async function getConnector(context: VerbContext, ref: ConnectorRef): Promise<ConnectorDetail> {
  authorize(context.actor, 'connectors/read', ref);
  const watch = context.console.fleet.watch(ref.clusterId);
  const problems: string[] = [];
  let lastError: unknown;
  const note = (error: unknown) => {
    lastError = error;
    problems.push(watch.secrets.clean(ref.connector, toClusterProblem(error).message));
    return null;
  };
  const params = { connector: ref.connector };
  const [info, status] = await Promise.all([
    watch.client.call('getConnector', { params }).catch((error: unknown) => {
      if (isRestError(error) && error.status === 404) return undefined;
      return note(error);
    }),
    watch.readStatus(ref.connector).catch(note),
  ]);
  if (info) watch.secrets.learn(ref.connector, info.config);
  if (info && status === undefined) watch.noteWithoutStatus(ref.connector);
  const row = watch.state.row(ref.connector);
  if (info === undefined || !row) {
    if (info === null) throw lastError;
    throw new NotFoundError(`There is no connector "${ref.connector}" in ${watch.definition.name}.`);
  }
  return {
    row,
    version: status?.connector.version ?? row.pluginVersion,
    trace: traceOf(watch, ref.connector, status?.connector.trace, null),
    tasks: row.tasks.map((task) => toTaskDetail(watch, row, task, status)),
    ...(await configParts(context, watch, info)),
    problems: [...new Set(problems)],
  };
}

async function configParts(
  context: VerbContext,
  watch: ClusterWatch,
  info: ConnectorInfo | null,
): Promise<Pick<ConnectorDetail, 'config' | 'configHash'>> {
  if (!info) return { config: null, configHash: null };
  return showConfig(context, { watch, connector: info.name }, info.config);
}

function toTaskDetail(
  watch: ClusterWatch,
  row: ConnectorRow,
  task: ConnectorRow['tasks'][number],
  status: ConnectorStateInfo | null | undefined,
): TaskDetail {
  const fresh = status?.tasks.find(({ id }) => id === task.id)?.trace;
  return { ...task, trace: traceOf(watch, row.name, fresh, task.id) };
}

/** The trace just read, else the one of the last look. */
function traceOf(
  watch: ClusterWatch,
  name: string,
  fresh: string | null | undefined,
  task: number | null,
): string | null {
  if (fresh) return fresh;
  const last = watch.state.status(name);
  const instance = task === null ? last?.connector : last?.tasks.find((other) => other.task === task);
  return instance?.trace ?? null;
}
