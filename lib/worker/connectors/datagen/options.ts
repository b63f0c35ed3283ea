import { ConfigDef } from '../../api/config-def.ts';
import { atLeast, nonEmptyString, validString } from '../../api/config-validators.ts';
import { TEMPLATES } from './templates.ts';

/** Which task it is; set by the connector, not by people. */
export const TASK_OPTION = 'task.id';

const KINDS = Object.keys(TEMPLATES);
const GROUP = 'Generator';

/** The options of the generator. */
export const DATAGEN_OPTIONS = new ConfigDef()
  .define({
    name: 'topic',
    type: 'STRING',
    validator: nonEmptyString,
    importance: 'HIGH',
    documentation: 'Topic the records go to.',
    group: GROUP,
    orderInGroup: 1,
    width: 'LONG',
    displayName: 'Topic',
  })
  .define({
    name: 'quickstart',
    type: 'STRING',
    defaultValue: 'orders',
    validator: validString(...KINDS),
    recommender: { validValues: () => KINDS, visible: () => true },
    importance: 'HIGH',
    documentation: 'What is made: the kind of record, with a schema and a key of its own.',
    group: GROUP,
    orderInGroup: 2,
    width: 'MEDIUM',
    displayName: 'Kind of record',
  })
  .define({
    name: 'max.interval.ms',
    type: 'LONG',
    defaultValue: '500',
    validator: atLeast(0),
    importance: 'HIGH',
    documentation:
      'Pause between two records of a task, in milliseconds; 0 makes them as fast as the worker takes them.',
    group: GROUP,
    orderInGroup: 3,
    width: 'SHORT',
    displayName: 'Interval',
  })
  .define({
    name: 'iterations',
    type: 'LONG',
    defaultValue: '-1',
    validator: atLeast(-1),
    importance: 'MEDIUM',
    documentation: 'Records each task makes before it rests; -1 for no end.',
    group: GROUP,
    orderInGroup: 4,
    width: 'SHORT',
    displayName: 'Iterations',
  })
  .define({
    name: 'seed',
    type: 'INT',
    defaultValue: 1,
    importance: 'LOW',
    documentation: 'The same seed makes the same records, but for their times.',
    group: GROUP,
    orderInGroup: 5,
    width: 'SHORT',
    displayName: 'Seed',
  });
