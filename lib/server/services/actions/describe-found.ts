import 'server-only';
import type { ClusterWatch } from '../../fleet/cluster-watch';

/** Looks at a connector and says in words how it is: what is found after a write that got no answer. */
export async function describeFound(watch: ClusterWatch, connector: string): Promise<string> {
  const status = await watch.lookAt(connector);
  if (!status) return `${connector} has no status on the worker`;
  const running = status.tasks.filter(({ state }) => state === 'RUNNING').length;
  return `connector ${status.connector.state}, ${running} of ${status.tasks.length} tasks RUNNING`;
}
