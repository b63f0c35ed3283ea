import type { ConfigDef } from '../../api/config-def.ts';
import { atLeast, nonEmptyString, validString } from '../../api/config-validators.ts';
import type { Config } from '../../api/connector.ts';
import { ConnectException } from '../../api/exceptions.ts';

const GROUP = 'Faults';

/**
 * How a mock fails. `connector-failure` and `task-failure` are Apache's; with `task-failure` and auto-restart it flaps.
 *
 * | mode | what fails, and when |
 * | --- | --- |
 * | `none` | nothing |
 * | `connector-failure` | the connector, `delay_ms` after its start |
 * | `task-failure` | every task, `delay_ms` after its start |
 * | `start-failure` | every task, while it starts |
 * | `record-failure` | a task that has had `fail_after_records` records since its start |
 * | `random-failure` | a task, at each batch with `probability` |
 */
export const MOCK_MODES = [
  'none',
  'connector-failure',
  'task-failure',
  'start-failure',
  'record-failure',
  'random-failure',
] as const;
/** One of `MOCK_MODES`. */
export type MockMode = (typeof MOCK_MODES)[number];

/** Adds the options that script faults. Units: `delay_ms` ms. Source: kafka `MockConnector` for the first two. */
export function defineFaults(definition: ConfigDef): ConfigDef {
  return definition
    .define({
      name: 'mock_mode',
      type: 'STRING',
      defaultValue: 'none',
      validator: validString(...MOCK_MODES),
      recommender: { validValues: () => MOCK_MODES, visible: () => true },
      importance: 'HIGH',
      documentation:
        'What fails: nothing, the connector, or its tasks after a time, at their start, after some records or by chance.',
      group: GROUP,
      orderInGroup: 1,
      width: 'MEDIUM',
      displayName: 'Mode',
      dependents: ['delay_ms', 'fail_after_records', 'probability'],
    })
    .define({
      name: 'delay_ms',
      type: 'LONG',
      defaultValue: '15000',
      validator: atLeast(0),
      recommender: visibleIn('connector-failure', 'task-failure'),
      importance: 'MEDIUM',
      documentation: 'Time from the start to the failure, in milliseconds.',
      group: GROUP,
      orderInGroup: 2,
      width: 'SHORT',
      displayName: 'Delay',
    })
    .define({
      name: 'fail_after_records',
      type: 'LONG',
      defaultValue: '10',
      validator: atLeast(1),
      recommender: visibleIn('record-failure'),
      importance: 'MEDIUM',
      documentation: 'Records a task has before it fails.',
      group: GROUP,
      orderInGroup: 3,
      width: 'SHORT',
      displayName: 'Fail after records',
    })
    .define({
      name: 'probability',
      type: 'DOUBLE',
      defaultValue: '0.05',
      validator: atLeast(0),
      recommender: visibleIn('random-failure'),
      importance: 'MEDIUM',
      documentation: 'How likely each batch fails: 0 never, 1 always.',
      group: GROUP,
      orderInGroup: 4,
      width: 'SHORT',
      displayName: 'Probability',
    })
    .define({
      name: 'failing_tasks',
      type: 'INT',
      defaultValue: -1,
      validator: atLeast(-1),
      importance: 'LOW',
      documentation: 'How many of the tasks fail, counted from task 0; -1 for all of them.',
      group: GROUP,
      orderInGroup: 5,
      width: 'SHORT',
      displayName: 'Failing tasks',
    })
    .define({
      name: 'error_message',
      type: 'STRING',
      defaultValue: 'Simulated failure',
      validator: nonEmptyString,
      importance: 'LOW',
      documentation: 'What the failure says.',
      group: GROUP,
      orderInGroup: 6,
      width: 'LONG',
      displayName: 'Error message',
    });
}

function visibleIn(...modes: readonly MockMode[]) {
  return {
    validValues: () => [],
    visible: (_name: string, parsed: ReadonlyMap<string, unknown>) =>
      modes.includes(parsed.get('mock_mode') as MockMode),
  };
}

/** What is scripted, read from a config. Units: ms. */
export interface Faults {
  readonly mode: MockMode;
  readonly delayMs: number;
  readonly afterRecords: number;
  readonly probability: number;
  readonly fail: () => never;
}

/** Which task it is; set by the connector, not by people. */
export const TASK_OPTION = 'task.id';

/** Reads the faults of a config that was validated; a task that is not among the failing ones has none. */
export function readFaults(definition: ConfigDef, config: Config): Faults {
  const options = definition.parse(new Map(Object.entries(config)));
  const failing = Number(options.get('failing_tasks'));
  const isSpared = failing >= 0 && Number(config[TASK_OPTION] ?? 0) >= failing;
  const message = String(options.get('error_message'));
  return {
    mode: isSpared ? 'none' : (options.get('mock_mode') as MockMode),
    delayMs: Number(options.get('delay_ms')),
    afterRecords: Number(options.get('fail_after_records')),
    probability: Number(options.get('probability')),
    fail: () => {
      throw new ConnectException(message);
    },
  };
}
