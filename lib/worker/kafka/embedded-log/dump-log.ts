import type { LogStore } from '../log-store.ts';
import { decodeBatch, type LogRecord } from '../record-batch.ts';

/** The compacted topics: of each key only the newest value is kept. */
const COMPACTED = ['connect-configs', 'connect-offsets', 'connect-status', '__consumer_offsets'];
const TOPICS = '__topics';

/** What to print of which topic. `from`: first offset of each partition; no meaning for a compacted topic. */
export interface DumpRequest {
  readonly topic: string;
  readonly from: number;
}

/** Lists what the log holds: a line for each topic. */
export function* listTopics(store: LogStore): Iterable<object> {
  for (const topic of COMPACTED)
    yield { topic, cleanup: 'compact', keys: [...store.entries(topic, ignore)].length };
  for (const { name, id, partitions } of topicsOf(store)) {
    const records = Array.from({ length: partitions }, (_, partition) => {
      const first = [...take(store.read(id, partition, 0), 1)][0];
      const last = store.floor(id, partition, Number.MAX_SAFE_INTEGER);
      const end = last ? (decodeBatch(last.bytes).at(-1)?.offset ?? 0) + 1 : 0;
      return { partition, start: first?.baseOffset ?? 0, end };
    });
    yield { topic: name, cleanup: 'delete', partitions: records };
  }
}

/**
 * Reads a topic record by record, as plain objects: keys and values as JSON when they are, else as text, else as
 * base64 under `…Base64`. A batch or entry that is damaged is an object with `damaged`.
 *
 * Errors: an Error naming the topics there are, when there is none of that name.
 */
export function* dumpTopic(store: LogStore, { topic, from }: DumpRequest): Iterable<object> {
  if (COMPACTED.includes(topic)) {
    const damaged: object[] = [];
    for (const { key, value } of store.entries(topic, (at, error) =>
      damaged.push({ key: at, damaged: error.message }),
    ))
      yield { topic, key: asShown('key', Buffer.from(key)).key, ...asShown('value', value) };
    yield* damaged.map((entry) => ({ topic, ...entry }));
    return;
  }
  const found = topicsOf(store).find(({ name }) => name === topic);
  if (!found) {
    const names = [...COMPACTED, ...topicsOf(store).map(({ name }) => name)];
    throw new Error(`There is no topic ${topic}. There are: ${names.join(', ')}`);
  }
  for (let partition = 0; partition < found.partitions; partition += 1) {
    const base = store.floor(found.id, partition, from)?.baseOffset ?? 0;
    for (const { baseOffset, bytes } of store.read(found.id, partition, base)) {
      yield* recordsOf(bytes, { topic, partition, baseOffset }, from);
    }
  }
}

function* recordsOf(
  bytes: Uint8Array,
  { topic, partition, baseOffset }: { topic: string; partition: number; baseOffset: number },
  from: number,
): Iterable<object> {
  let records: LogRecord[];
  try {
    records = decodeBatch(bytes);
  } catch (error) {
    yield {
      topic,
      partition,
      offset: baseOffset,
      damaged: error instanceof Error ? error.message : String(error),
    };
    return;
  }
  for (const { offset, timestamp, key, value, headers } of records) {
    if (offset < from) continue;
    yield {
      ...{ topic, partition, offset, timestamp: new Date(timestamp).toISOString() },
      ...asShown('key', key),
      ...asShown('value', value),
      ...(headers.length > 0
        ? { headers: headers.map((header) => ({ key: header.key, ...asShown('value', header.value) })) }
        : {}),
    };
  }
}

function topicsOf(store: LogStore): { name: string; id: number; partitions: number }[] {
  return [...store.entries(TOPICS, ignore)].map(({ key, value }) => ({
    name: key,
    ...(JSON.parse(Buffer.from(value).toString()) as { id: number; partitions: number }),
  }));
}

function asShown(name: 'key' | 'value', bytes: Uint8Array | null): Record<string, unknown> {
  if (bytes === null) return { [name]: null };
  const text = Buffer.from(bytes).toString('utf8');
  if (!Buffer.from(text).equals(bytes)) return { [`${name}Base64`]: Buffer.from(bytes).toString('base64') };
  try {
    return { [name]: isExact(text) ? (JSON.parse(text) as unknown) : text };
  } catch {
    return { [name]: text };
  }
}

/** JSON whose numbers all survive being read; else the text itself is shown. */
function isExact(text: string): boolean {
  return !/\d{16}/.test(text);
}

function* take<T>(items: Iterable<T>, count: number): Iterable<T> {
  let left = count;
  for (const item of items) {
    if (left === 0) return;
    left -= 1;
    yield item;
  }
}

function ignore(): void {
  // Damaged entries are told by the worker that owns the log, and by the dump of the topic itself.
}
