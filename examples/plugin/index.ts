import type { Plugin } from 'sluice/connect';
import { TallySinkConnector, TallySinkTask } from './tally-sink.ts';
import { TicksSourceConnector, TicksSourceTask } from './ticks-source.ts';

const version = '1.0.0';

/** What the worker finds in this package. */
export const plugins: readonly Plugin[] = [
  {
    ...{
      type: 'source',
      className: 'com.example.TicksSourceConnector',
      taskClassName: 'com.example.TicksSourceTask',
    },
    version,
    createConnector: () => new TicksSourceConnector(),
    createTask: () => new TicksSourceTask(),
  },
  {
    ...{
      type: 'sink',
      className: 'com.example.TallySinkConnector',
      taskClassName: 'com.example.TallySinkTask',
    },
    version,
    createConnector: () => new TallySinkConnector(),
    createTask: () => new TallySinkTask(),
  },
];
