/** What a connector can be observed as. Others than these may come from newer workers and are kept as text. */
export const CONNECTOR_STATES = [
  'UNASSIGNED',
  'RUNNING',
  'PAUSED',
  'STOPPED',
  'FAILED',
  'RESTARTING',
] as const;
export type ConnectorState = (typeof CONNECTOR_STATES)[number];

/** What a task can be observed as: never STOPPED. */
export const TASK_STATES = ['UNASSIGNED', 'RUNNING', 'PAUSED', 'FAILED', 'RESTARTING'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** What was asked of a connector. */
export const TARGET_STATES = ['STARTED', 'PAUSED', 'STOPPED'] as const;
export type TargetState = (typeof TARGET_STATES)[number];

/**
 * The one rolled-up word for a connector with its tasks, worst first. The order is the default sort of every list.
 *
 * `DEGRADED`: connector RUNNING, some but not all tasks FAILED. `FAILED`: connector FAILED or every task FAILED.
 * `UNKNOWN`: a state word we do not know, or none yet.
 */
export const HEALTHS = [
  'FAILED',
  'DEGRADED',
  'UNASSIGNED',
  'RESTARTING',
  'UNKNOWN',
  'RUNNING',
  'PAUSED',
  'STOPPED',
] as const;
export type Health = (typeof HEALTHS)[number];

/**
 * Derives a connector's health from its own state and its tasks' states.
 *
 * Shape: `connector` undefined means no status yet. Source: `product.md` words; Confluent Cloud splits FAILED and
 * DEGRADED the same way.
 */
export function healthOf(connector: string | undefined, tasks: readonly string[]): Health {
  if (connector === undefined) return 'UNKNOWN';
  if (connector === 'FAILED') return 'FAILED';
  const failed = tasks.filter((state) => state === 'FAILED').length;
  if (failed > 0) return failed === tasks.length ? 'FAILED' : 'DEGRADED';
  if (connector === 'RUNNING') {
    if (tasks.includes('UNASSIGNED')) return 'UNASSIGNED';
    if (tasks.includes('RESTARTING')) return 'RESTARTING';
    return 'RUNNING';
  }
  const known: readonly string[] = HEALTHS;
  return known.includes(connector) ? (connector as Health) : 'UNKNOWN';
}

/** Sort key: 0 is worst. */
export function severityOf(health: Health): number {
  return HEALTHS.indexOf(health);
}
