import 'server-only';
import { join } from 'node:path';
import type { NewConnector } from '@/lib/api/connectors';
import { DEMO_DATABASE, demoFile, FOLDER_CONNECTOR } from './faults';
import { ORDERS_FILE } from './order-generator';

const FILE_SOURCE = 'org.apache.kafka.connect.file.FileStreamSourceConnector';
const FILE_SINK = 'org.apache.kafka.connect.file.FileStreamSinkConnector';
const DATAGEN = 'sluice.connect.datagen.DatagenSourceConnector';
const MOCK_SOURCE = 'org.apache.kafka.connect.tools.MockSourceConnector';
const MOCK_SINK = 'org.apache.kafka.connect.tools.MockSinkConnector';
const STRING = 'org.apache.kafka.connect.storage.StringConverter';
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';
const TRANSFORMS = 'org.apache.kafka.connect.transforms';

const STRINGS = { 'key.converter': STRING, 'value.converter': STRING };
const JSON_VALUES = {
  'key.converter': STRING,
  'value.converter': JSON_CONVERTER,
  'value.converter.schemas.enable': 'false',
};

/** The connector that fails again a while after each restart, and is restarted by the console. */
export const FLAPPING_CONNECTOR = 'crm-events';

/** One record as a JSON converter with schemas writes it. */
function envelope(payload: string): string {
  return JSON.stringify({ schema: { type: 'string', optional: false }, payload });
}

/** What the demo's files hold at first; the third invoice is what a JSON converter stumbles over. */
export const DEMO_FILES: Readonly<Record<string, string>> = {
  [ORDERS_FILE]: '',
  'invoices.txt': `${envelope('invoice 1001')}\n${envelope('invoice 1002')}\ninvoice 1003, typed by hand\n`,
  'returns.txt': 'return 77;Curie;damaged\nreturn 78;Noether;wrong size\n',
  'customers.txt': 'Ada Lovelace;London\nGrace Hopper;New York\nEmmy Noether;Erlangen\n',
};

type State = 'RUNNING' | 'PAUSED' | 'STOPPED';
const make = (name: string, set: Record<string, string>, initialState: State = 'RUNNING'): NewConnector => ({
  name,
  draft: { set: { 'tasks.max': '1', ...set }, keep: [] },
  initialState,
});

/** The connectors of the demo, in the order they are created: something of everything a fleet has at 3 a.m. */
export function demoConnectors(folder: string): NewConnector[] {
  return [...ofFiles(folder), ...ofGenerators(folder), ...ofDatabases()];
}

function ofFiles(folder: string): NewConnector[] {
  const source = (file: string, topic: string) => ({
    'connector.class': FILE_SOURCE,
    ...STRINGS,
    file: join(folder, file),
    topic,
  });
  const sink = (file: string, topics: string) => ({ 'connector.class': FILE_SINK, ...STRINGS, file, topics });
  const invoices = {
    ...sink(join(folder, 'invoices-copy.txt'), 'invoices'),
    'value.converter': JSON_CONVERTER,
    'value.converter.schemas.enable': 'true',
  };
  return [
    make('orders-from-file', source(ORDERS_FILE, 'orders')),
    make(FOLDER_CONNECTOR, sink(demoFile(folder, false), 'orders')),
    make('invoices-from-file', source('invoices.txt', 'invoices')),
    make('invoices-to-file', invoices),
    make('invoices-checked-to-file', {
      ...invoices,
      file: join(folder, 'invoices-checked.txt'),
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': 'invoices-rejected',
      'errors.deadletterqueue.topic.replication.factor': '1',
      'errors.deadletterqueue.context.headers.enable': 'true',
    }),
    // Passes validation, but an InsertField that inserts nothing is refused when the task starts.
    make('returns-from-file', {
      ...source('returns.txt', 'returns'),
      transforms: 'stamp',
      'transforms.stamp.type': `${TRANSFORMS}.InsertField$Value`,
    }),
    make('customers-from-file', source('customers.txt', 'customers'), 'PAUSED'),
    make('archive-to-file', sink(join(folder, 'archive.txt'), 'orders'), 'STOPPED'),
  ];
}

function ofGenerators(folder: string): NewConnector[] {
  const datagen = (quickstart: string, everyMs: number) => ({
    'connector.class': DATAGEN,
    ...JSON_VALUES,
    topic: quickstart,
    quickstart,
    'max.interval.ms': String(everyMs),
  });
  return [
    make('payments-generated', datagen('payments', 2_000)),
    make('payments-masked-to-file', {
      'connector.class': FILE_SINK,
      ...JSON_VALUES,
      file: join(folder, 'payments.txt'),
      topics: 'payments',
      transforms: 'hide,source',
      'transforms.hide.type': `${TRANSFORMS}.MaskField$Value`,
      'transforms.hide.fields': 'card',
      'transforms.hide.predicate': 'isPayment',
      'transforms.source.type': `${TRANSFORMS}.InsertField$Value`,
      'transforms.source.static.field': 'source',
      'transforms.source.static.value': 'demo',
      predicates: 'isPayment',
      'predicates.isPayment.type': `${TRANSFORMS}.predicates.TopicNameMatches`,
      'predicates.isPayment.pattern': 'payments.*',
    }),
    make('sensors-generated', { ...datagen('sensors', 5_000), 'tasks.max': '2' }),
  ];
}

/** Stand-ins for systems outside, whose faults are scripted. */
function ofDatabases(): NewConnector[] {
  const erp = (topics: string, tasks: string) => ({
    'connector.class': MOCK_SINK,
    ...STRINGS,
    topics,
    'tasks.max': tasks,
    'connection.url': 'jdbc:postgresql://db-7.example.com:5432/erp',
    'connection.user': 'connect',
    'connection.password': 'demo-password-never-shown',
    ...DEMO_DATABASE.broken,
  });
  return [
    make('erp-orders', erp('orders', '2')),
    make('erp-payments', erp('payments', '1')),
    make('erp-sensors', { ...erp('sensors', '2'), failing_tasks: '1' }),
    make(FLAPPING_CONNECTOR, {
      'connector.class': MOCK_SOURCE,
      ...STRINGS,
      topic: 'crm-events',
      interval_ms: '5000',
      mock_mode: 'task-failure',
      delay_ms: '90000',
      error_message: 'The CRM closed the connection: 429 Too Many Requests',
    }),
  ];
}
