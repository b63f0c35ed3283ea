import type { Status } from '../storage/status-backing-store.ts';

/** What to restart: the connector itself or only tasks, all or only the failed. */
export interface RestartRequest {
  readonly includeTasks: boolean;
  readonly onlyFailed: boolean;
}

/** Which instances a restart touches. Shape: `tasks` in rising order. */
export interface RestartPlan {
  readonly connector: boolean;
  readonly tasks: readonly number[];
}

/**
 * Selects what a restart request touches from the states as they are.
 *
 * Source: kafka `RestartRequest#shouldRestartConnector`, `#shouldRestartTask`; KIP-745.
 */
export function buildRestartPlan(
  request: RestartRequest,
  connector: Status,
  tasks: readonly (readonly [number, Status])[],
): RestartPlan {
  const isSelected = (status: Status) => !request.onlyFailed || status.state === 'FAILED';
  return {
    connector: isSelected(connector),
    tasks: request.includeTasks ? tasks.filter(([, status]) => isSelected(status)).map(([task]) => task) : [],
  };
}
