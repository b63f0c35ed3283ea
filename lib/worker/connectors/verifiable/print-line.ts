import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringifyExactJson } from '../../api/exact-json.ts';
import { toJavaString } from '../../api/struct.ts';

const STDOUT = 1;
const FULL_PIPE_WAIT_MS = 1;

/** Writes a line, and resolves when it is out, so that a task is no faster than who reads it. */
export type PrintLine = (line: string) => Promise<void>;

/**
 * Standard output. A line that resolved is there for its reader even if the process is killed at that moment: in a thread
 * `process.stdout` calls back before the main thread has written, and offsets would be committed for lines that never come.
 *
 * Errors: as `fs.writeSync`, when there is no reader any more.
 */
export const printToStdout: PrintLine = async (line) => {
  let rest = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      await sleep(FULL_PIPE_WAIT_MS);
    }
  }
};

/** Writes a line of JSON; what is neither text, number nor boolean goes as Java prints it. */
export function formatLine(data: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(data).map(([key, value]) => [
    key,
    isPrimitive(value) ? value : toJavaString(value),
  ]);
  return stringifyExactJson(Object.fromEntries(entries));
}

function isPrimitive(value: unknown): boolean {
  return value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}
