import { expect, it } from 'vitest';
import { CONNECTOR_STATES, TASK_STATES } from '../../connect/state.ts';
import { CONNECTOR_TRANSITIONS, type InstanceEvent, nextState, TASK_TRANSITIONS } from './instance-states.ts';

const EVENTS: readonly InstanceEvent[] = ['started', 'paused', 'stopped', 'failed', 'restarting', 'shutdown'];

it('leads every move of both tables to a state Connect has', () => {
  for (const from of CONNECTOR_STATES) {
    for (const event of EVENTS) {
      const to = nextState(CONNECTOR_TRANSITIONS, from, event);
      if (to !== undefined) expect(CONNECTOR_STATES).toContain(to);
    }
  }
  for (const from of TASK_STATES) {
    for (const event of EVENTS) {
      const to = nextState(TASK_TRANSITIONS, from, event);
      if (to !== undefined) expect(TASK_STATES).toContain(to);
    }
  }
});

it('lets a FAILED connector out only by stop, restart or shutdown', () => {
  const out = EVENTS.filter((event) => nextState(CONNECTOR_TRANSITIONS, 'FAILED', event) !== undefined);
  expect(out).toEqual(['stopped', 'restarting', 'shutdown']);
});

it('lets a FAILED task out only by restart or shutdown, and never stops a task', () => {
  const out = EVENTS.filter((event) => nextState(TASK_TRANSITIONS, 'FAILED', event) !== undefined);
  expect(out).toEqual(['restarting', 'shutdown']);
  for (const from of TASK_STATES) expect(nextState(TASK_TRANSITIONS, from, 'stopped')).toBeUndefined();
});

it('can fail and shut down from every state but FAILED itself', () => {
  for (const from of CONNECTOR_STATES) {
    if (from !== 'FAILED') expect(nextState(CONNECTOR_TRANSITIONS, from, 'failed')).toBe('FAILED');
    expect(nextState(CONNECTOR_TRANSITIONS, from, 'shutdown')).toBe('UNASSIGNED');
  }
});
