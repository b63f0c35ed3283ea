import 'server-only';
import { join } from 'node:path';
import type { NewConnector } from '@/lib/api/connectors';
import { ORDERS_FILE } from './order-generator';

const SOURCE = 'org.apache.kafka.connect.file.FileStreamSourceConnector';
const SINK = 'org.apache.kafka.connect.file.FileStreamSinkConnector';
const STRING = 'org.apache.kafka.connect.storage.StringConverter';
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';

/** The sink that breaking and fixing touches. */
export const DEMO_CONNECTOR = 'orders-to-file';

/** Where that sink writes, healthy and broken: the second folder does not exist, so its task fails at its start. */
export function demoFile(folder: string, broken: boolean): string {
  return broken ? join(folder, 'missing', 'orders-copy.txt') : join(folder, 'orders-copy.txt');
}

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

/** The connectors of the demo, in the order they are created. */
export function demoConnectors(folder: string): NewConnector[] {
  const strings = { 'key.converter': STRING, 'value.converter': STRING, 'tasks.max': '1' };
  const source = (file: string, topic: string) => ({
    'connector.class': SOURCE,
    ...strings,
    file: join(folder, file),
    topic,
  });
  const sink = (file: string, topics: string) => ({ 'connector.class': SINK, ...strings, file, topics });
  const make = (
    name: string,
    set: Record<string, string>,
    initialState: 'RUNNING' | 'PAUSED' | 'STOPPED' = 'RUNNING',
  ): NewConnector => ({ name, draft: { set, keep: [] }, initialState });
  return [
    make('orders-from-file', source(ORDERS_FILE, 'orders')),
    make(DEMO_CONNECTOR, sink(demoFile(folder, false), 'orders')),
    make('invoices-from-file', source('invoices.txt', 'invoices')),
    make('invoices-to-file', {
      ...sink(join(folder, 'invoices-copy.txt'), 'invoices'),
      'value.converter': JSON_CONVERTER,
      'value.converter.schemas.enable': 'true',
    }),
    // Passes validation, but an InsertField that inserts nothing is refused when the task starts.
    make('returns-from-file', {
      ...source('returns.txt', 'returns'),
      transforms: 'stamp',
      'transforms.stamp.type': 'org.apache.kafka.connect.transforms.InsertField$Value',
    }),
    make('customers-from-file', source('customers.txt', 'customers'), 'PAUSED'),
    make('archive-to-file', sink(join(folder, 'archive.txt'), 'orders'), 'STOPPED'),
  ];
}
