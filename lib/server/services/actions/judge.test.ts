import { describe, expect, test } from 'vitest';
import type { ObservedInstance, ObservedStatus } from '../../fleet/observed';
import { type Expectation, Judge, type Wanted } from './judge';
import { describeOutcome } from './outcome-words';

const OLD = 'ConnectException: Tolerance exceeded\nCaused by: a.b.DataException: bad record at 5';
const NEW = 'ConnectException: Tolerance exceeded\nCaused by: a.b.DataException: bad record at 9';

type Shown = string | [state: string, trace: string];

function instance(task: number | null, shown: Shown): ObservedInstance {
  const [state, trace] = typeof shown === 'string' ? [shown, null] : shown;
  return { task, state, workerId: 'w:8083', trace };
}

function status(connector: Shown, tasks: Shown[]): ObservedStatus {
  return {
    type: 'sink',
    pluginVersion: null,
    connector: instance(null, connector),
    tasks: tasks.map((shown, id) => instance(id, shown)),
  };
}

/** Plays looks given as [ms after acceptance, status]; returns the outcome in words, or 'pending'. */
function play(
  before: ObservedStatus | undefined,
  wanted: Wanted,
  instances: Expectation['instances'],
  looks: [number, ObservedStatus | undefined][],
): string {
  const all = before ? [before.connector, ...before.tasks] : [];
  const judge = new Judge({ wanted, instances, before: new Map(all.map((one) => [one.task, one])) });
  for (const [at, look] of looks) if (!judge.done) judge.observe(look, at);
  return judge.done ? describeOutcome(wanted, judge.verdicts) : 'pending';
}

const FAILED: Shown = ['FAILED', OLD];

describe('restart of failed tasks', () => {
  const before = status('RUNNING', [FAILED, FAILED]);

  test('says running only after it stayed running, and since when', () => {
    const looks: [number, ObservedStatus][] = [
      [300, status('RUNNING', ['RESTARTING', 'RESTARTING'])],
      [1_400, status('RUNNING', ['RUNNING', 'RUNNING'])],
    ];
    expect(play(before, 'running', [0, 1], looks)).toBe('pending');
    looks.push([2_950, status('RUNNING', ['RUNNING', 'RUNNING'])]);
    expect(play(before, 'running', [0, 1], looks)).toBe('2 of 2 tasks running after 1.4 s');
  });

  test('a moment of RUNNING before the same failure is not a success', () => {
    expect(
      play(
        before,
        'running',
        [0, 1],
        [
          [200, status('RUNNING', ['RUNNING', 'RUNNING'])],
          [800, status('RUNNING', [FAILED, 'RUNNING'])],
          [1_800, status('RUNNING', [FAILED, 'RUNNING'])],
        ],
      ),
    ).toBe('1 of 2 tasks running after 0.2 s; task 0 failed again after 0.8 s: same error');
  });

  test('the FAILED from before the restart is not taken for a new failure', () => {
    expect(
      play(
        before,
        'running',
        [0, 1],
        [
          [5, before],
          [300, before],
          [900, before],
          [1_300, status('RUNNING', ['RUNNING', 'RUNNING'])],
          [2_900, status('RUNNING', ['RUNNING', 'RUNNING'])],
        ],
      ),
    ).toBe('2 of 2 tasks running after 1.3 s');
  });

  test('a failure whose restart fell between two looks is told with the time it took at most', () => {
    expect(
      play(
        before,
        'running',
        [0],
        [
          [5, before],
          [1_900, before],
        ],
      ),
    ).toBe('pending');
    expect(
      play(
        before,
        'running',
        [0],
        [
          [5, before],
          [2_300, before],
        ],
      ),
    ).toBe('task 0 failed again within 2.3 s: same error');
  });

  test('another error is told in its own words', () => {
    expect(
      play(
        before,
        'running',
        [0, 1],
        [
          [300, status('RUNNING', [['FAILED', NEW], 'RUNNING'])],
          [2_000, status('RUNNING', [['FAILED', NEW], 'RUNNING'])],
        ],
      ),
    ).toBe(
      '1 of 2 tasks running after 0.3 s; task 0 failed again after 0.3 s: other error: DataException: bad record at 9',
    );
  });

  test('a task that runs and fails later than the others settle is still caught while they are waited for', () => {
    expect(
      play(
        before,
        'running',
        [0, 1],
        [
          [100, status('RUNNING', ['RUNNING', 'RESTARTING'])],
          [1_700, status('RUNNING', ['RUNNING', 'RESTARTING'])],
          [2_000, status('RUNNING', [FAILED, 'RUNNING'])],
          [3_600, status('RUNNING', [FAILED, 'RUNNING'])],
        ],
      ),
    ).toBe('1 of 2 tasks running after 2.0 s; task 0 failed again after 2.0 s: same error');
  });

  test('when nothing had failed it says so', () => {
    expect(play(status('RUNNING', ['RUNNING']), 'running', [], [[5, status('RUNNING', ['RUNNING'])]])).toBe(
      'nothing had failed, nothing was restarted',
    );
  });

  test('a paused connector whose restart leaves it paused is back as it was', () => {
    const paused = status('PAUSED', ['PAUSED']);
    expect(
      play(
        paused,
        'running',
        [null],
        [
          [5, paused],
          [2_500, paused],
        ],
      ),
    ).toBe('connector paused');
  });
});

describe('other requests', () => {
  test('pause waits for the connector and every task', () => {
    const before = status('RUNNING', ['RUNNING', 'RUNNING']);
    expect(
      play(before, 'paused', 'all', [
        [200, status('PAUSED', ['PAUSED', 'RUNNING'])],
        [500, status('PAUSED', ['PAUSED', 'PAUSED'])],
      ]),
    ).toBe('connector and 2 of 2 tasks paused after 0.5 s');
  });

  test('stop waits until the tasks are gone', () => {
    const before = status('FAILED', [FAILED]);
    expect(
      play(before, 'stopped', 'all', [
        [200, status('STOPPED', [FAILED])],
        [700, status('STOPPED', [])],
      ]),
    ).toBe('connector stopped after 0.2 s');
  });

  test('delete waits until the worker knows nothing of it', () => {
    const before = status('RUNNING', ['RUNNING']);
    expect(
      play(before, 'gone', 'all', [
        [100, before],
        [400, undefined],
      ]),
    ).toBe('gone after 0.4 s');
  });

  test('a new connector is waited for while it has no status', () => {
    expect(
      play(undefined, 'running', 'all', [
        [100, undefined],
        [400, status('RUNNING', [])],
        [900, status('RUNNING', ['RUNNING'])],
        [2_600, status('RUNNING', ['RUNNING'])],
      ]),
    ).toBe('connector and 1 of 1 task running after 0.9 s');
  });

  test('a new connector whose task fails is told with the cause, not as "again"', () => {
    expect(
      play(undefined, 'running', 'all', [
        [400, status('RUNNING', ['RUNNING'])],
        [900, status('RUNNING', [['FAILED', NEW]])],
        [2_600, status('RUNNING', [['FAILED', NEW]])],
      ]),
    ).toBe(
      'connector running after 0.4 s, 0 of 1 tasks; task 0 failed after 0.9 s: DataException: bad record at 9',
    );
  });
});
