import { ConnectException } from '../api/exceptions.ts';

/** What fails a sink task for good, with why. Source: kafka `WorkerSinkTask`. */
export function unrecoverable(cause: unknown): ConnectException {
  return new ConnectException('Exiting WorkerSinkTask due to unrecoverable exception.', { cause });
}
