import fc from 'fast-check';
import { systemClock } from '../../base/clock.ts';
import { createLogger } from '../../base/logger.ts';
import { DataException } from '../../worker/api/exceptions.ts';
import { parseLiteral } from '../../worker/api/values.ts';
import { jsonConverter } from '../../worker/converters/json-converter.ts';
import { simpleHeaderConverter } from '../../worker/converters/simple-header-converter.ts';
import { CorruptBatchException, decodeBatch } from '../../worker/kafka/record-batch.ts';
import { RecordBatchBuilder } from '../../worker/kafka/record-batch-builder.ts';
import { ConfigBackingStore } from '../../worker/storage/config-backing-store.ts';
import { StatusBackingStore } from '../../worker/storage/status-backing-store.ts';
import { type FuzzTarget, target } from './fuzz-target.ts';

const EXPECTED = [CorruptBatchException, DataException];

/** Runs `read`; what it throws has to be one of ours. */
function readsOrRefuses(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!EXPECTED.some((type) => error instanceof type)) throw error;
  }
}

const bytes = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: null });
const logRecord = fc.record({
  timestamp: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  key: bytes,
  value: bytes,
  headers: fc.array(fc.record({ key: fc.string({ maxLength: 8 }), value: bytes }), { maxLength: 3 }),
});

function buildBatches(records: readonly Parameters<RecordBatchBuilder['append']>[0][]): Uint8Array[] {
  const builder = new RecordBatchBuilder();
  const full: Uint8Array[] = [];
  for (const record of records) {
    if (builder.append(record)) continue;
    full.push(builder.build());
    builder.append(record);
  }
  return [...full, builder.build()];
}

const same = (a: Uint8Array | null, b: Uint8Array | null) =>
  a === null || b === null ? a === b : Buffer.compare(a, b) === 0;

const logTargets: FuzzTarget[] = [
  target(
    'the log decoder reads back every record that was written',
    [fc.array(logRecord, { minLength: 1, maxLength: 5 })],
    (records) => {
      const read = buildBatches(records).flatMap(decodeBatch);
      if (read.length !== records.length) throw new Error('Another number of records');
      for (const [index, { timestamp, key, value, headers }] of records.entries()) {
        const found = read[index];
        const isSame =
          found?.timestamp === timestamp &&
          same(found.key, key) &&
          same(found.value, value) &&
          found.headers.length === headers.length &&
          headers.every(
            (header, at) =>
              found.headers[at]?.key === header.key.toWellFormed() &&
              same(found.headers[at]?.value ?? null, header.value),
          );
        if (!isSame) throw new Error(`Record ${index} came back otherwise`);
      }
    },
  ),
  target(
    'the log decoder refuses every batch with a changed byte, and every one that was cut',
    [
      fc.array(logRecord, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
    ],
    (records, at, change, isCut) => {
      const [batch = new Uint8Array()] = buildBatches(records);
      // The base offset and the leader epoch are outside of the checksum, as in Kafka.
      const [from, to] = [16, batch.length];
      const index = from + (at % (to - from));
      const damaged = isCut ? batch.slice(0, index) : batch.slice();
      if (!isCut) damaged[index] = (damaged[index] ?? 0) ^ change;
      let isRead = false;
      readsOrRefuses(() => {
        for (const { headers } of decodeBatch(damaged)) void headers;
        isRead = true;
      });
      if (isRead) throw new Error('Damage was taken for records');
    },
  ),
  target('the log decoder refuses any other bytes', [fc.uint8Array({ maxLength: 200 })], (input) => {
    readsOrRefuses(() => {
      for (const { headers } of decodeBatch(input)) void headers;
    });
  }),
];

const key = fc.oneof(
  fc.string(),
  fc
    .tuple(
      fc.constantFrom('connector-', 'task-', 'commit-', 'target-state-', 'restart-connector-', 'session-key'),
      fc.constantFrom('a', 'a-0', 'a-1', 'b-0', '__proto__', 'constructor', '', 'a-00', 'a--1'),
    )
    .map((parts) => parts.join('')),
);
const stored = fc.oneof(
  fc.string(),
  fc.json({ maxDepth: 3 }),
  fc.constantFrom(
    ...['{"properties":{"name":"a"}}', '{"properties":null}', '{"tasks":2}', '{"tasks":-1}', '{"tasks":1e9}'],
    ...['null', '7', '[]', '{"state":"PAUSED"}', '{"state":"x"}', '{"tasks":"2"}', '{"tasks":null}'],
  ),
);

const quiet = createLogger('fuzz', { write: () => undefined });

function replay(entries: readonly (readonly [string, string])[]) {
  return { keyed: () => new Map(entries), putKeyed: async () => undefined };
}

const configTarget = target(
  'the config topic replays whatever stands in it, and keeps only whole connectors',
  [fc.array(fc.tuple(key, stored), { maxLength: 12 })],
  (entries) => {
    const store = new ConfigBackingStore(replay(entries), quiet);
    for (const name of store.names()) {
      if (!store.config(name)) throw new Error(`${name} has no config`);
      for (const config of store.taskConfigs(name)) Object.keys(config);
      store.target(name);
    }
  },
);

const statusKey = fc
  .tuple(
    fc.constantFrom('status-connector-', 'status-task-', 'status-topic-', 'x'),
    fc.constantFrom('a', 'a-0', 'b-x', '__proto__', 't:connector-a', ''),
  )
  .map((parts) => parts.join(''));

const statusTarget = target(
  'the status topic replays whatever stands in it',
  [fc.array(fc.tuple(statusKey, stored), { maxLength: 8 })],
  (entries) => {
    const store = new StatusBackingStore(replay(entries), quiet, systemClock);
    for (const name of store.names()) {
      for (const status of [store.connector(name), ...store.tasks(name).map(([, each]) => each)]) {
        if (status !== undefined) void status.state;
      }
      store.topics(name);
    }
  },
);

const json = jsonConverter.create();
json.configure({ 'schemas.enable': 'false' }, false);
const jsonWithSchemas = jsonConverter.create();
jsonWithSchemas.configure({ 'schemas.enable': 'true' }, false);
const header = simpleHeaderConverter.create();
header.configure({});

const dataTargets: FuzzTarget[] = [
  target('JSON comes back as the same text once it was read', [fc.json({ maxDepth: 4 })], (text) => {
    const once = json.fromConnectData('t', null, json.toConnectData('t', Buffer.from(text)).value);
    if (once === null) return;
    const again = json.fromConnectData('t', null, json.toConnectData('t', Buffer.from(once)).value);
    if (Buffer.from(once).toString() !== Buffer.from(again ?? '').toString()) {
      throw new Error(`${Buffer.from(once)} became ${again}`);
    }
  }),
  target(
    'the JSON converter reads or refuses any text as an envelope',
    [fc.oneof(fc.string(), fc.json({ maxDepth: 3 }), envelope())],
    (text) => {
      readsOrRefuses(() => {
        const { schema, value } = jsonWithSchemas.toConnectData('t', Buffer.from(text));
        jsonWithSchemas.fromConnectData('t', schema, value);
      });
    },
  ),
  target('the value parser reads any text', [fc.oneof(fc.string(), literal())], (text) => {
    parseLiteral(text);
    header.toConnectHeader('t', 'h', Buffer.from(text));
  }),
];

function envelope(): fc.Arbitrary<string> {
  const type = fc.constantFrom(
    'int8',
    'int32',
    'int64',
    'float',
    'string',
    'bytes',
    'array',
    'map',
    'struct',
    'x',
    7,
  );
  const schema = fc.record(
    {
      type,
      optional: fc.oneof(fc.boolean(), fc.constant('yes')),
      name: fc.oneof(fc.string({ maxLength: 4 }), fc.constant('org.apache.kafka.connect.data.Decimal')),
      version: fc.oneof(fc.integer(), fc.string({ maxLength: 2 })),
      parameters: fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }), { maxKeys: 2 }),
      items: fc.record({ type }),
      keys: fc.record({ type }),
      values: fc.record({ type }),
      fields: fc.array(fc.record({ field: fc.constantFrom('a', 'b'), type }), { maxLength: 3 }),
      default: fc.jsonValue({ maxDepth: 1 }),
    },
    { requiredKeys: ['type'] },
  );
  return fc
    .record({ schema: fc.option(schema), payload: fc.jsonValue({ maxDepth: 2 }) })
    .map((data) => JSON.stringify(data));
}

function literal(): fc.Arbitrary<string> {
  const part = fc.constantFrom(
    ...['[', ']', '{', '}', ',', ':', '"', '\\', ' ', '-', '+', '.', 'e', '0', '12', '99999999999999999999'],
    ...[
      'true',
      'false',
      'null',
      'NaN',
      'Infinity',
      '2024-02-30',
      '2024-02-29T23:59:59.999Z',
      '12:00:00',
      'ü',
    ],
  );
  return fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
}

/** What stands on disks and in records. */
export const DATA_TARGETS: readonly FuzzTarget[] = [
  ...logTargets,
  configTarget,
  statusTarget,
  ...dataTargets,
];
