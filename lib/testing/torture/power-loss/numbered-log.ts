import { openLmdbLogStore } from '../../../worker/kafka/embedded-log/lmdb-log-store.ts';
import type { LogStore, LogWriter } from '../../../worker/kafka/log-store.ts';
import { decodeBatch } from '../../../worker/kafka/record-batch.ts';
import { RecordBatchBuilder } from '../../../worker/kafka/record-batch-builder.ts';

/** Batches that stay; each tenth transaction removes what is older, so that pages are used again. */
const KEPT = 25;
const REMOVED_EACH = 10;
const KEYS = 7;
const TOPIC_ID = 1;
const KEYED = 'keyed';

/** Writes what transaction `number` holds: a batch, the current value of a key, sometimes the removal of old batches. */
export function writeNumber(writer: LogWriter, number: number): void {
  writer.append(TOPIC_ID, 0, { baseOffset: number, bytes: batchOf(number) });
  writer.put(KEYED, `key-${number % KEYS}`, numberValue(number));
  writer.put(KEYED, 'last', numberValue(number));
  if (number % REMOVED_EACH === 0) writer.remove(TOPIC_ID, 0, firstKept(number));
}

/**
 * Opens a log that such transactions were writing and compares it with them.
 *
 * Returns the last transaction it holds, -1 when none. Errors: Error that names what is not as after exactly the
 * transactions 0 to that one; whatever the log says when it cannot be opened or read.
 */
export async function readNumbers(path: string): Promise<number> {
  const store = openLmdbLogStore(path);
  try {
    return checkNumbers(store);
  } finally {
    await store.close();
  }
}

function checkNumbers(store: LogStore): number {
  const keyed = new Map<string, number>();
  const damage: string[] = [];
  for (const { key, value } of store.entries(KEYED, (key) => damage.push(key)))
    keyed.set(key, Number(Buffer.from(value).toString().trimEnd()));
  if (damage.length > 0) throw new Error(`Damaged: ${damage.join(', ')}`);
  const last = keyed.get('last') ?? -1;
  const found = [...store.read(TOPIC_ID, 0, 0)];
  const expected: number[] = [];
  for (let number = firstKept(last - (last % REMOVED_EACH)); number <= last; number += 1)
    expected.push(number);
  const offsets = found.map(({ baseOffset }) => baseOffset);
  if (String(offsets) !== String(expected))
    throw new Error(`After transaction ${last} the log holds ${offsets} instead of ${expected}`);
  for (const { baseOffset, bytes } of found) {
    const [record] = decodeBatch(bytes);
    if (!record?.value || Buffer.compare(record.value, contentOf(baseOffset)) !== 0)
      throw new Error(`Batch ${baseOffset} holds other bytes than were written`);
  }
  for (let key = 0; key < KEYS; key += 1) {
    const newest = last - ((((last - key) % KEYS) + KEYS) % KEYS);
    if (keyed.get(`key-${key}`) !== (newest < 0 ? undefined : newest))
      throw new Error(`After transaction ${last} key-${key} is ${keyed.get(`key-${key}`)}`);
  }
  return last;
}

function firstKept(number: number): number {
  return Math.max(0, number - KEPT);
}

function batchOf(number: number): Uint8Array {
  const builder = new RecordBatchBuilder();
  builder.append({ timestamp: number, key: null, value: contentOf(number), headers: [] });
  return builder.build();
}

/** From some bytes to several pages, as batches are. */
function contentOf(number: number): Buffer {
  return Buffer.alloc(20 + ((number * 2_711) % 15_000), `${number},`);
}

function numberValue(number: number): Buffer {
  return Buffer.from(String(number).padEnd(1 + ((number * 131) % 700)));
}
