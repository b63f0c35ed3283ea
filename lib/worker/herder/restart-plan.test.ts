import { expect, it } from 'vitest';
import type { Status } from '../storage/status-backing-store.ts';
import { buildRestartPlan } from './restart-plan.ts';

const status = (state: string): Status => ({
  state,
  trace: null,
  worker_id: 'w',
  generation: 0,
  version: null,
});
const tasks: [number, Status][] = [
  [0, status('RUNNING')],
  [1, status('FAILED')],
];

it.each([
  [{ includeTasks: false, onlyFailed: false }, 'RUNNING', { connector: true, tasks: [] }],
  [{ includeTasks: true, onlyFailed: false }, 'RUNNING', { connector: true, tasks: [0, 1] }],
  [{ includeTasks: true, onlyFailed: true }, 'RUNNING', { connector: false, tasks: [1] }],
  [{ includeTasks: true, onlyFailed: true }, 'FAILED', { connector: true, tasks: [1] }],
  [{ includeTasks: false, onlyFailed: true }, 'FAILED', { connector: true, tasks: [] }],
  [{ includeTasks: false, onlyFailed: true }, 'PAUSED', { connector: false, tasks: [] }],
])('selects for %j of a %s connector: %j', (request, state, plan) => {
  expect(buildRestartPlan(request, status(state), tasks)).toEqual(plan);
});
