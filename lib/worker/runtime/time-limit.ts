import type { Clock } from '../../base/clock.ts';
import { ConnectException } from '../api/exceptions.ts';

/**
 * Awaits a plugin's call for at most `ms`.
 *
 * Errors: ConnectException with `message` when it takes longer; the call itself goes on and is ignored.
 */
export async function withTimeLimit<T>(
  clock: Clock,
  ms: number,
  message: string,
  call: () => T | Promise<T>,
): Promise<T> {
  let cancel: () => void = () => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(ms, () => reject(new ConnectException(message)));
  });
  try {
    return await Promise.race([(async () => call())(), late]);
  } finally {
    cancel();
  }
}
