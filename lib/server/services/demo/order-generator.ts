import 'server-only';
import { appendFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@/lib/base/clock';
import { messageOf } from '@/lib/base/errors';
import type { Logger } from '@/lib/base/logger';

/** The file orders are appended to, one JSON object a line. */
export const ORDERS_FILE = 'orders.txt';

const EVERY_MS = 1_000;
const MAX_BYTES = 5 * 1024 * 1024;
const ITEMS = ['tea', 'coffee', 'cocoa', 'sugar', 'milk', 'honey'] as const;

/** What the generator needs. */
interface GeneratorOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Appends about one order a second until `signal` aborts; begins the file anew at 5 MB. Never throws. */
export async function generateOrders({ folder, clock, log, signal }: GeneratorOptions): Promise<void> {
  const file = join(folder, ORDERS_FILE);
  let complained = false;
  for (let id = 1; !signal.aborted; id += 1) {
    try {
      const size = await stat(file).then((found) => found.size);
      if (size > MAX_BYTES) await writeFile(file, '');
      await appendFile(file, `${JSON.stringify(orderOf(id, clock.now()))}\n`);
      complained = false;
    } catch (error) {
      if (!complained) log.warn('the demo cannot write its orders', { why: messageOf(error) });
      complained = true;
    }
    await clock.sleep(EVERY_MS, signal).catch(() => undefined);
  }
}

function orderOf(id: number, at: number) {
  const item = ITEMS[(id * 7) % ITEMS.length];
  return { id: at * 10 + (id % 10), at: new Date(at).toISOString(), item, amount: 1 + ((id * 13) % 9) };
}
