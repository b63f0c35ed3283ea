import type { ConnectorState, TaskState } from '../../connect/state.ts';

/** What can happen to a connector or a task. */
export type InstanceEvent = 'started' | 'paused' | 'stopped' | 'failed' | 'restarting' | 'shutdown';

const TARGETS: Readonly<Record<InstanceEvent, ConnectorState>> = {
  started: 'RUNNING',
  paused: 'PAUSED',
  stopped: 'STOPPED',
  failed: 'FAILED',
  restarting: 'RESTARTING',
  shutdown: 'UNASSIGNED',
};

/**
 * Connector states and what leaves them. A pair that is not listed is not an event of that state.
 *
 * | state      | true in it                                     | leaves by                                          |
 * | UNASSIGNED | no instance runs                               | started, paused, stopped, failed, restarting        |
 * | RUNNING    | `start` returned; tasks may be asked for       | paused, stopped, failed, restarting, shutdown       |
 * | PAUSED     | instance kept, stopped; tasks keep resources   | started, stopped, failed, restarting, shutdown      |
 * | STOPPED    | no tasks; offsets may be altered               | started, paused, failed, restarting, shutdown       |
 * | FAILED     | has a trace; tasks go on; pause, resume no-ops | stopped, restarting, shutdown                       |
 * | RESTARTING | restart was asked for                          | started, paused, stopped, failed, shutdown          |
 *
 * Source: kafka `WorkerConnector.State`, `AbstractStatus.State`; KIP-745, KIP-875.
 */
export const CONNECTOR_TRANSITIONS: Transitions<ConnectorState> = {
  UNASSIGNED: moves('started', 'paused', 'stopped', 'failed', 'restarting', 'shutdown'),
  RUNNING: moves('paused', 'stopped', 'failed', 'restarting', 'shutdown'),
  PAUSED: moves('started', 'stopped', 'failed', 'restarting', 'shutdown'),
  STOPPED: moves('started', 'paused', 'failed', 'restarting', 'shutdown'),
  FAILED: moves('stopped', 'restarting', 'shutdown'),
  RESTARTING: moves('started', 'paused', 'stopped', 'failed', 'shutdown'),
};

/**
 * Task states and what leaves them. Tasks are never STOPPED: they go UNASSIGNED and vanish. A FAILED task is over; a
 * late pause or start of it is ignored, only a restart or its end moves it.
 *
 * Source: kafka `WorkerTask`, `AbstractStatus.State`.
 */
export const TASK_TRANSITIONS: Transitions<TaskState> = {
  UNASSIGNED: {
    started: 'RUNNING',
    paused: 'PAUSED',
    failed: 'FAILED',
    restarting: 'RESTARTING',
    shutdown: 'UNASSIGNED',
  },
  RUNNING: { paused: 'PAUSED', failed: 'FAILED', restarting: 'RESTARTING', shutdown: 'UNASSIGNED' },
  PAUSED: { started: 'RUNNING', failed: 'FAILED', restarting: 'RESTARTING', shutdown: 'UNASSIGNED' },
  FAILED: { restarting: 'RESTARTING', shutdown: 'UNASSIGNED' },
  RESTARTING: { started: 'RUNNING', paused: 'PAUSED', failed: 'FAILED', shutdown: 'UNASSIGNED' },
};

type Transitions<S extends string> = Readonly<Record<S, Partial<Record<InstanceEvent, S>>>>;

/** Returns the state an event leads to, or undefined when the table has no such move. */
export function nextState<S extends string>(
  table: Transitions<S>,
  from: S,
  event: InstanceEvent,
): S | undefined {
  return table[from][event];
}

function moves(...events: InstanceEvent[]): Partial<Record<InstanceEvent, ConnectorState>> {
  return Object.fromEntries(events.map((event) => [event, TARGETS[event]]));
}
