import 'server-only';
import type { TaskConfigList } from '@/lib/api/connectors';
import { maskConfig } from '@/lib/connect/config/redact';
import { authorize } from '../../auth/authorize';
import type { VerbContext } from '../../console';
import type { ConnectorRef } from './schemas';

/**
 * Reads what the connector gave each of its tasks, secrets masked: what its plugin declares as such, and every value
 * that is a secret of the connector's own config, whatever the task calls it.
 *
 * Shape: by task number. Errors: what the worker answered.
 */
export async function getTaskConfigs(context: VerbContext, ref: ConnectorRef): Promise<TaskConfigList> {
  authorize(context.actor, 'connectors/read', ref);
  const watch = context.console.fleet.watch(ref.clusterId);
  const params = { connector: ref.connector };
  const [info, tasks] = await Promise.all([
    watch.client.call('getConnector', { params }),
    watch.client.call('listTasks', { params }),
  ]);
  const known = await watch.secrets.optionsOf(info.config['connector.class']);
  watch.secrets.learn(ref.connector, info.config);
  return {
    tasks: tasks
      .map(({ id, config }) => ({
        id: id.task,
        config: maskConfig(config ?? {}, known).map((entry) => {
          const shown = entry.value === null ? null : watch.secrets.clean(ref.connector, entry.value);
          return shown === entry.value ? entry : { ...entry, value: null, masked: true };
        }),
      }))
      .sort((a, b) => a.id - b.id),
  };
}
