import type { Clock } from '../../base/clock.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';

const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 2_000;

/**
 * Tries a write again, with growing waits of at most 2 s, until the log takes it.
 *
 * Errors: what is no KafkaStorageException, at once; the last KafkaStorageException once `stopped` aborts.
 */
export async function untilStored<T>(
  write: () => Promise<T>,
  { clock, stopped }: { clock: Clock; stopped: AbortSignal },
): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MAX_WAIT_MS)) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof KafkaStorageException) || stopped.aborted) throw error;
      await clock.sleep(waitMs, stopped).catch(() => undefined);
      if (stopped.aborted) throw error;
    }
  }
}
