import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Broker, startBroker } from './broker.ts';
import { startConnect } from './connect.ts';
import type { PluginSet } from './versions.ts';

export { reasonToSkipKafka, whyNoKafka } from './why-no-kafka.ts';

/** What to start; all parts have defaults. */
export interface StackOptions {
  /** Release of Connect. */
  readonly version?: string;
  /** Where data and logs go; without it a temporary folder that `close()` removes. */
  readonly dir?: string;
  /** Plugins beside the file connectors. */
  readonly plugins?: readonly PluginSet[];
  /** Worker properties to add or override. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A broker with one Connect worker on it. */
export interface KafkaStack extends AsyncDisposable {
  readonly connectUrl: string;
  readonly bootstrap: string;
  readonly dir: string;
  close(): Promise<void>;
}

/**
 * Brings up a real broker and a real Connect worker; neither outlives this process.
 *
 * Errors: rejects with the end of the log of what did not start; nothing is left running then.
 */
export async function startKafkaStack(options: StackOptions = {}): Promise<KafkaStack> {
  const dir = options.dir ?? mkdtempSync(path.join(tmpdir(), 'sluice-kafka-'));
  const removeDir = () => {
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  };
  let broker: Broker | undefined;
  try {
    broker = await startBroker({ dir: path.join(dir, 'broker') });
    const { bootstrap } = broker;
    const connect = await startConnect({
      bootstrap,
      dir: path.join(dir, 'connect'),
      ...(options.version === undefined ? {} : { version: options.version }),
      ...(options.plugins === undefined ? {} : { plugins: options.plugins }),
      ...(options.settings === undefined ? {} : { settings: options.settings }),
    });
    const close = async () => {
      await connect.close();
      await broker?.close();
      removeDir();
    };
    return { connectUrl: connect.url, bootstrap, dir, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await broker?.close();
    removeDir();
    throw error;
  }
}
