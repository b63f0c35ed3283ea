/** Writes a numbered log and says what is durable: `node write-numbered-log.ts PATH TRANSACTIONS SEED`. */
import { writeSync } from 'node:fs';
import { openLmdbLogStore } from '../../../worker/kafka/embedded-log/lmdb-log-store.ts';
import { seeded } from '../../seeded.ts';
import { writeNumber } from './numbered-log.ts';

const [path = '', count = '0', seed = '1'] = process.argv.slice(2);
const STDOUT = 1;
const LANES = 2;
const random = seeded(Number(seed));
const store = openLmdbLogStore(path);
let next = 0;

/** Some transactions at once, as tasks send them; while one lane waits for its flush another writes on. */
async function writeOn(): Promise<void> {
  while (next < Number(count)) {
    const stored: Promise<void>[] = [];
    for (let more = 1 + Math.floor(random() * 4); more > 0 && next < Number(count); more -= 1) {
      const number = next;
      next += 1;
      stored.push(store.transact((writer) => writeNumber(writer, number)));
    }
    const last = next - 1;
    await Promise.all(stored);
    await store.flushed();
    writeSync(STDOUT, `${last}\n`);
  }
}

await Promise.all(Array.from({ length: LANES }, writeOn));
await store.close();
