import 'server-only';
import type { ConnectorInfo, ConnectorStateInfo } from '@/lib/connect/rest/connectors';
import { cutTrace } from '@/lib/connect/trace';

/** Stored traces keep head and tail. Units: characters. */
const MAX_STORED_TRACE = 65_536;

/** One instance as last seen. `task` null is the connector itself. */
export interface ObservedInstance {
  readonly task: number | null;
  readonly state: string;
  readonly workerId: string | null;
  /** Cut to 64 KiB. */
  readonly trace: string | null;
}

/** A connector's status as last seen: the connector first, then its tasks by id. */
export interface ObservedStatus {
  readonly type: string | undefined;
  readonly pluginVersion: string | null;
  readonly connector: ObservedInstance;
  readonly tasks: readonly ObservedInstance[];
}

/** What a list needs of a config; the config itself is not kept. */
export interface ObservedInfo {
  readonly type: string | undefined;
  readonly pluginClass: string | null;
  readonly topics: readonly string[];
}

/** One observed change of one instance. `from` null: first seen. `to` null: gone. */
export interface Transition {
  readonly connector: string;
  readonly task: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly workerId: string | null;
  readonly trace: string | null;
}

type InstanceInfo = { state: string; worker_id: string; trace?: string | null | undefined };

function toInstance(task: number | null, info: InstanceInfo): ObservedInstance {
  return {
    task,
    state: info.state,
    workerId: info.worker_id === '' ? null : info.worker_id,
    trace: info.trace ? cutTrace(info.trace, MAX_STORED_TRACE) : null,
  };
}

/** Keeps of a status what the console works with; tasks sorted by id, impossible ids left out. */
export function toObservedStatus(status: ConnectorStateInfo): ObservedStatus {
  return {
    type: status.type,
    pluginVersion: status.connector.version ?? null,
    connector: toInstance(null, status.connector),
    tasks: status.tasks
      .filter((task) => task.id >= 0)
      .map((task) => toInstance(task.id, task))
      .sort((a, b) => Number(a.task) - Number(b.task)),
  };
}

const TOPIC_KEYS = ['topics', 'topic', 'kafka.topic'] as const;

/** Keeps of a connector's info what lists show. */
export function toObservedInfo(info: ConnectorInfo): ObservedInfo {
  const topics = TOPIC_KEYS.map((key) => info.config[key] ?? '').find((value) => value.trim() !== '') ?? '';
  return {
    type: info.type,
    pluginClass: info.config['connector.class'] ?? null,
    topics: topics
      .split(',')
      .map((topic) => topic.trim())
      .filter((topic) => topic !== ''),
  };
}

/** Says whether two looks at the same connector show the same. */
export function sameStatus(a: ObservedStatus, b: ObservedStatus): boolean {
  return (
    a.type === b.type &&
    a.pluginVersion === b.pluginVersion &&
    sameInstance(a.connector, b.connector) &&
    a.tasks.length === b.tasks.length &&
    a.tasks.every((task, i) => {
      const other = b.tasks[i];
      return other !== undefined && sameInstance(task, other);
    })
  );
}

function sameInstance(a: ObservedInstance, b: ObservedInstance): boolean {
  return a.task === b.task && a.state === b.state && a.workerId === b.workerId && a.trace === b.trace;
}

/** Says whether two infos show the same in a list. */
export function sameInfo(a: ObservedInfo | null, b: ObservedInfo | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.type === b.type &&
    a.pluginClass === b.pluginClass &&
    a.topics.join('\u0000') === b.topics.join('\u0000')
  );
}
