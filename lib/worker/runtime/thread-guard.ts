import { parentPort } from 'node:worker_threads';
import { ConnectException } from '../api/exceptions.ts';

/**
 * Makes this thread safe to run plugins in: it answers the pings of its watchdog (`plugin-thread.ts`), and a plugin may
 * end its own thread, never the process of all.
 */
export function guardThread(): void {
  process.kill = () => {
    throw new ConnectException('A plugin may not send signals');
  };
  parentPort?.on('message', ({ type }: { type: string }) => {
    if (type === 'ping') parentPort?.postMessage({ type: 'pong' });
  });
  parentPort?.postMessage({ type: 'pong' });
}
