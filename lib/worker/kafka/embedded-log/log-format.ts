import type { LogStore } from '../log-store.ts';

/** Of what shape everything in the log is; one more whenever an older release would misread what is written. */
const FORMAT = 1;
const TOPIC = '__cluster';
const KEY = 'format';

/** A newer release wrote the log. */
export class NewerLogError extends Error {
  override readonly name = 'NewerLogError';
}

/**
 * Refuses a log whose shape this release does not know, before anything in it is changed; marks a new one with its own.
 *
 * Errors: NewerLogError, which says both shapes.
 */
export async function checkLogFormat(store: Pick<LogStore, 'get' | 'transact'>): Promise<void> {
  const stored = store.get(TOPIC, KEY);
  const format = stored ? Number(Buffer.from(stored).toString()) : undefined;
  if (format === undefined)
    await store.transact((writer) => writer.put(TOPIC, KEY, Buffer.from(`${FORMAT}`)));
  else if (format > FORMAT)
    throw new NewerLogError(
      `The log was written by a newer release of Sluice, in format ${format}; this one reads up to ${FORMAT}. Nothing was changed.`,
    );
}
