import { describe, expect, it } from 'vitest';
import { eventually } from '../support.ts';
import { Monitored } from './support.ts';

const TASKS = 4;
const ALL_RUN = Array.from({ length: TASKS + 1 }, () => 'RUNNING');
const FAILED_TASKS = ['RUNNING', ...Array.from({ length: TASKS }, () => 'FAILED')];
const CONNECTOR_ERROR = { 'inject.error': 'connector-start' };
const TASK_ERROR = { 'inject.error': 'task-start' };

interface Counts {
  connector: number;
  tasks: number[];
}

function starts(of: Monitored, hook: 'start' | 'stop'): Counts {
  return {
    connector: of.count('simple', `connector-${hook}`),
    tasks: Array.from({ length: TASKS }, (_, task) => of.count('simple', `task-${hook}`, task)),
  };
}

async function given(config: Record<string, string>, ...states: string[]): Promise<Monitored> {
  const monitored = await Monitored.start();
  await monitored.has(
    'simple',
    monitored.sink('simple', 't', { 'tasks.max': String(TASKS), ...config }),
    ...states,
  );
  return monitored;
}

/** Restarts and expects exactly so many more starts of the connector and of each task. */
async function restarts(
  of: Monitored,
  flags: { onlyFailed: boolean; includeTasks: boolean },
  more: { connector: number; tasks: readonly number[] },
  ...states: string[]
): Promise<void> {
  const before = starts(of, 'start');
  const { status, body } = await of.restart('simple', flags.onlyFailed, flags.includeTasks);
  expect(status).toBe(flags.includeTasks || flags.onlyFailed ? 202 : 204);
  const isNoop = more.connector === 0 && more.tasks.every((count) => count === 0);
  if (isNoop) expect(JSON.stringify(body)).not.toContain('RESTARTING');
  else if (status === 202) expect(JSON.stringify(body)).toContain('RESTARTING');
  const wanted = {
    connector: before.connector + more.connector,
    tasks: before.tasks.map((count, task) => count + (more.tasks[task] ?? 0)),
  };
  await eventually(
    () => starts(of, 'start'),
    (now) => JSON.stringify(now) === JSON.stringify(wanted),
  );
  await of.settles('simple', ...states);
  // A connector made afterwards is up: whatever the request set off beyond what was counted has begun by now.
  await of.has('later', of.sink('later', 'u'), 'RUNNING', 'RUNNING');
  expect(starts(of, 'start')).toEqual(wanted);
}

const none = [0, 0, 0, 0];
const each = [1, 1, 1, 1];

describe('ConnectorRestartApiIntegrationTest', () => {
  it('testRestartUnknownConnectorNoParams: 404', async () => {
    const monitored = await Monitored.start();
    expect((await monitored.call('POST', '/connectors/Unknown/restart')).status).toBe(404);
  });

  it('testRestartUnknownConnector: 404 for all four pairs of flags', async () => {
    const monitored = await Monitored.start();
    for (const [onlyFailed, includeTasks] of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ] as const) {
      expect(await monitored.restart('Unknown', onlyFailed, includeTasks)).toEqual({
        status: 404,
        body: { error_code: 404, message: 'Unknown connector: Unknown' },
      });
    }
  });

  it.each([
    ['testRunningConnectorAndTasksRestartOnlyConnector', false, false, 1, none],
    ['testRunningConnectorAndTasksRestartBothConnectorAndTasks', false, true, 1, each],
    ['testRunningConnectorAndTasksRestartOnlyFailedConnectorNoop', true, false, 0, none],
    ['testRunningConnectorAndTasksRestartBothConnectorAndTasksNoop', true, true, 0, none],
  ] as const)('%s: onlyFailed=%s, includeTasks=%s', async (_, onlyFailed, includeTasks, connector, tasks) => {
    const monitored = await given({}, ...ALL_RUN);
    const stops = starts(monitored, 'stop');
    await restarts(monitored, { onlyFailed, includeTasks }, { connector, tasks }, ...ALL_RUN);
    expect(starts(monitored, 'stop')).toEqual({
      connector: stops.connector + connector,
      tasks: stops.tasks.map((count, task) => count + (tasks[task] ?? 0)),
    });
  });

  it.each([
    ['testFailedConnectorRestartOnlyConnector', false, false],
    ['testFailedConnectorRestartBothConnectorAndTasks', false, true],
    ['testFailedConnectorRestartOnlyFailedConnectorAndTasks', true, true],
  ] as const)(
    '%s: onlyFailed=%s, includeTasks=%s fails again, without tasks',
    async (_, onlyFailed, includeTasks) => {
      const monitored = await given(CONNECTOR_ERROR, 'FAILED');
      const before = monitored.count('simple', 'connector-start');
      const { status } = await monitored.restart('simple', onlyFailed, includeTasks);
      expect(status).toBe(includeTasks || onlyFailed ? 202 : 500);
      await eventually(
        () => monitored.count('simple', 'connector-start'),
        (count) => count === before + 1,
      );
      await monitored.settles('simple', 'FAILED');
      expect(monitored.count('simple', 'task-start')).toBe(0);
    },
  );

  it.each([
    ['testFailedTasksRestartOnlyConnector', false, false, 1, none],
    ['testFailedTasksRestartOnlyTasks', true, true, 0, each],
    ['testFailedTasksRestartWithoutIncludeTasksNoop', true, false, 0, none],
    ['testFailedTasksRestartBothConnectorAndTasks', false, true, 1, each],
  ] as const)('%s: onlyFailed=%s, includeTasks=%s', async (_, onlyFailed, includeTasks, connector, tasks) => {
    const monitored = await given(TASK_ERROR, ...FAILED_TASKS);
    await restarts(monitored, { onlyFailed, includeTasks }, { connector, tasks }, ...FAILED_TASKS);
  });

  it('testOneFailedTasksRestartOnlyOneTasks: only the failed one starts again', async () => {
    const states = ['RUNNING', 'RUNNING', 'FAILED', 'RUNNING', 'RUNNING'];
    const monitored = await given({ 'inject.error': 'task-start-1' }, ...states);
    const flags = { onlyFailed: true, includeTasks: true };
    await restarts(monitored, flags, { connector: 0, tasks: [0, 1, 0, 0] }, ...states);
  });
});
