import { ConfigDef, type ConfigType, type Importance } from '../../api/config-def.ts';

type Row = readonly [
  name: string,
  type: ConfigType,
  defaultValue: string | null,
  importance: Importance,
  documentation: string,
];

const SHARED: readonly Row[] = [
  ['client.id', 'STRING', '', 'MEDIUM', 'An id string to pass to the server when making requests.'],
  [
    'request.timeout.ms',
    'INT',
    '30000',
    'MEDIUM',
    'The maximum time the client waits for the response of a request.',
  ],
  ['retry.backoff.ms', 'LONG', '100', 'LOW', 'Time to wait before a failed request is tried again.'],
  ['metadata.max.age.ms', 'LONG', '300000', 'LOW', 'Time after which metadata is read again.'],
];

const PRODUCER: readonly Row[] = [
  ['acks', 'STRING', 'all', 'LOW', 'The number of acknowledgments the leader must have received.'],
  ['batch.size', 'INT', '16384', 'MEDIUM', 'The size in bytes up to which records are batched together.'],
  [
    'buffer.memory',
    'LONG',
    '33554432',
    'HIGH',
    'The bytes of memory used to buffer records waiting to be sent.',
  ],
  [
    'compression.type',
    'STRING',
    'none',
    'HIGH',
    'The compression of batches: none, gzip, snappy, lz4 or zstd.',
  ],
  [
    'delivery.timeout.ms',
    'INT',
    '120000',
    'MEDIUM',
    'An upper bound on the time to report success or failure.',
  ],
  ['enable.idempotence', 'BOOLEAN', 'true', 'LOW', 'Whether the producer writes each record exactly once.'],
  ['linger.ms', 'LONG', '5', 'MEDIUM', 'Time to wait for more records to send together.'],
  ['max.block.ms', 'LONG', '60000', 'MEDIUM', 'How long sending may block.'],
  ['max.request.size', 'INT', '1048576', 'MEDIUM', 'The maximum size of a request in bytes.'],
];

const CONSUMER: readonly Row[] = [
  ['auto.offset.reset', 'STRING', 'latest', 'MEDIUM', 'Where to begin without a committed offset.'],
  [
    'fetch.max.bytes',
    'INT',
    '52428800',
    'MEDIUM',
    'The maximum amount of data the server returns for a fetch.',
  ],
  ['fetch.max.wait.ms', 'INT', '500', 'LOW', 'How long the server waits for enough data.'],
  ['fetch.min.bytes', 'INT', '1', 'HIGH', 'The minimum amount of data the server returns for a fetch.'],
  ['group.id', 'STRING', null, 'HIGH', 'The consumer group this consumer belongs to.'],
  [
    'isolation.level',
    'STRING',
    'read_uncommitted',
    'MEDIUM',
    'Whether records of open transactions are read.',
  ],
  ['max.poll.interval.ms', 'INT', '300000', 'MEDIUM', 'The maximum delay between calls of poll.'],
  ['max.poll.records', 'INT', '500', 'MEDIUM', 'The maximum number of records returned by one poll.'],
  [
    'session.timeout.ms',
    'INT',
    '45000',
    'HIGH',
    'Time without a heartbeat after which the consumer counts as gone.',
  ],
];

/**
 * The client options connectors override most. Others are legal too and come without a definition.
 *
 * Source: names, types, defaults and importances of kafka 4.3 `ProducerConfig`, `ConsumerConfig`, `AdminClientConfig`.
 */
export const CLIENT_OPTIONS = {
  producer: toDef([...PRODUCER, ...SHARED]),
  consumer: toDef([...CONSUMER, ...SHARED]),
  admin: toDef(SHARED),
} as const;

function toDef(rows: readonly Row[]): ConfigDef {
  const def = new ConfigDef();
  for (const [name, type, defaultValue, importance, documentation] of rows) {
    def.define({ name, type, defaultValue, importance, documentation });
  }
  return def;
}
