import 'server-only';
import { messageOf } from '@/lib/base/errors';
import { readServerConfig } from './config/config';
import { ConfigError } from './config/config-error';
import { type Console, createConsole, setConsole } from './console';
import { runDemo } from './services/demo';

const STOP_WITHIN_MS = 1_500;
const EXIT_WRONG_SETTING = 3;

/**
 * Starts the console inside the Next server and ends it with the process.
 *
 * SIGTERM, SIGINT and the end of the supervisor (IPC `disconnect`) abort the streams, stop the looking, close the
 * database and exit with 0. A start that cannot work prints one line and exits with 1, or with 3 when a setting is
 * wrong, so that the supervisor does not try again.
 */
export async function startConsole(): Promise<void> {
  let running: Console;
  try {
    running = await createConsole(readServerConfig());
  } catch (error) {
    process.stderr.write(`The console cannot start. ${messageOf(error)}\n`);
    process.exit(error instanceof ConfigError ? EXIT_WRONG_SETTING : 1);
  }
  setConsole(running);
  void runDemo(running);
  const stop = stopOnce(running);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
}

function stopOnce(running: Console): () => void {
  let stopping = false;
  return () => {
    if (stopping) return;
    stopping = true;
    running.clock.after(STOP_WITHIN_MS, () => process.exit(0));
    running[Symbol.asyncDispose]().then(
      () => process.exit(0),
      (error: unknown) => {
        running.log.error('the console did not stop cleanly', { error });
        process.exit(1);
      },
    );
  };
}
