import type { TaskId } from '../../connect/names.ts';
import type {
  ConnectorInfo,
  ConnectorOffsets,
  ConnectorStateInfo,
  TaskInfo,
  TaskStateInfo,
} from '../../connect/rest/connectors.ts';
import type { TargetState } from '../../connect/state.ts';
import type { OffsetChange } from '../api/connector.ts';
import type { StoredConfig } from '../storage/config-backing-store.ts';
import type { RestartRequest } from './restart-plan.ts';

/**
 * Everything the REST layer asks of a worker. Reads answer at once from memory; changes go one after the other.
 *
 * Errors: NotFoundException, AlreadyExistsException, BadRequestException, RequestTimeoutException; others are bugs or
 * failures of a plugin. Source: kafka `Herder`.
 */
export interface Herder {
  connectors(): string[];
  connectorInfo(name: string): ConnectorInfo;
  connectorStatus(name: string): ConnectorStateInfo;
  taskStatus(id: TaskId): TaskStateInfo;
  taskInfos(name: string): TaskInfo[];
  connectorTopics(name: string): string[];
  resetConnectorTopics(name: string): void;
  /** Creates; the answer comes before the connector starts. */
  createConnector(name: string, config: StoredConfig, initialState?: TargetState): Promise<ConnectorInfo>;
  /** Creates or replaces. */
  putConnectorConfig(name: string, config: StoredConfig): Promise<{ created: boolean; info: ConnectorInfo }>;
  /** Changes some options; null removes one. */
  patchConnectorConfig(name: string, patch: StoredConfig): Promise<ConnectorInfo>;
  deleteConnector(name: string): Promise<void>;
  pauseConnector(name: string): Promise<void>;
  resumeConnector(name: string): Promise<void>;
  stopConnector(name: string): Promise<void>;
  restartConnector(name: string): Promise<void>;
  /** Restarts by plan; answers what will be restarted. */
  restartConnectorAndTasks(name: string, request: RestartRequest): Promise<ConnectorStateInfo>;
  restartTask(id: TaskId): Promise<void>;
  connectorOffsets(name: string): Promise<ConnectorOffsets>;
  alterConnectorOffsets(name: string, changes: readonly OffsetChange[]): Promise<string>;
  resetConnectorOffsets(name: string): Promise<string>;
}
