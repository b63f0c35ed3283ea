import type { Config } from '../api/connector.ts';
import { ConfigException } from '../api/exceptions.ts';

/** How a sink task reads. Units: `maxPollRecords` records for each `put`; without it, each as many as came together. */
export interface ConsumerOptions {
  readonly maxPollRecords: number;
  /** Where a partition without a committed offset begins. */
  readonly offsetReset: 'earliest' | 'latest' | 'none';
}

const RESETS = ['earliest', 'latest', 'none'] as const;

/**
 * What of the consumer's options a sink task heeds: `consumer.override.…` of the connector, else `consumer.…` of the worker.
 *
 * Errors: ConfigException that names the option. Source: kafka `Worker#baseConsumerConfigs`, `ConsumerConfig`.
 */
export function readConsumerOptions(connector: Config, worker: Config): ConsumerOptions {
  const read = (name: string) => connector[`consumer.override.${name}`] ?? worker[`consumer.${name}`];
  const records = read('max.poll.records');
  const maxPollRecords = records === undefined ? Number.POSITIVE_INFINITY : Number(records.trim());
  if (!(maxPollRecords >= 1) || (records !== undefined && !/^\d+$/.test(records.trim())))
    throw new ConfigException(
      `Invalid value ${records} for configuration max.poll.records: Value must be at least 1`,
    );
  const reset = (read('auto.offset.reset') ?? 'earliest').trim().toLowerCase();
  const offsetReset = RESETS.find((one) => one === reset);
  if (!offsetReset)
    throw new ConfigException(
      `Invalid value ${reset} for configuration auto.offset.reset: it is one of ${RESETS.join(', ')}`,
    );
  return { maxPollRecords, offsetReset };
}
