import { type Clock, systemClock } from '../../../base/clock.ts';
import { ConfigDef } from '../../api/config-def.ts';
import type { Config, SinkTask } from '../../api/connector.ts';
import type { SinkPlugin } from '../../api/plugin.ts';
import type { SinkRecord } from '../../api/record.ts';
import { MockConnector } from './mock-connector.ts';
import { defineFaults, type Faults, readFaults } from './options.ts';

const OPTIONS = defineFaults(new ConfigDef());

/** Drops what it gets, until it fails as told. Source: kafka `MockSinkTask`. */
export class MockSinkTask implements SinkTask {
  readonly #clock: Clock;
  readonly #random: () => number;
  #faults: Faults | undefined;
  #startedAt = 0;
  #records = 0;

  constructor(clock: Clock = systemClock, random: () => number = Math.random) {
    this.#clock = clock;
    this.#random = random;
  }

  start(config: Config): void {
    this.#faults = readFaults(OPTIONS, config);
    if (this.#faults.mode === 'start-failure') this.#faults.fail();
    this.#startedAt = this.#clock.monotonic();
  }

  put(records: readonly SinkRecord[]): void {
    if (!this.#faults) return;
    const { mode, delayMs, afterRecords, probability, fail } = this.#faults;
    this.#records += records.length;
    if (mode === 'task-failure' && this.#clock.monotonic() - this.#startedAt >= delayMs) fail();
    if (mode === 'record-failure' && this.#records >= afterRecords) fail();
    if (mode === 'random-failure' && records.length > 0 && this.#random() < probability) fail();
  }
}

/** `MockSinkConnector` as a plugin. */
export const mockSink: SinkPlugin = {
  type: 'sink',
  className: 'org.apache.kafka.connect.tools.MockSinkConnector',
  taskClassName: 'org.apache.kafka.connect.tools.MockSinkTask',
  version: '4.3.1',
  createConnector: () => new MockConnector(OPTIONS),
  createTask: () => new MockSinkTask(),
};
