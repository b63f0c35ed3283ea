import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../base/errors.ts';
import { parseProperties } from './api/properties.ts';
import { type ConnectorFile, readConnectorFile } from './config/connector-file.ts';
import { environmentOverrides, extraPropertiesFile } from './config/environment.ts';
import { startWorker, type WorkerHandle } from './index.ts';
import { DataDirLockedError } from './kafka/embedded-log/data-dir-lock.ts';

/**
 * The worker as a program: `main.ts [worker.properties [connector.properties|json …]]`.
 *
 * Exit codes: 0 stopped when asked, 3 bad options or port taken, 4 data directory in use. With an IPC channel it
 * reports `{type: 'ready', url, dataDir}` and ends when the channel closes.
 */
async function main(args: readonly string[]): Promise<void> {
  lowerPriority();
  const hasParent = process.send !== undefined;
  process.on('unhandledRejection', (error) => {
    // A connector may leave a promise alone; that must not end the others.
    process.stderr.write(`A promise was left to fail: ${messageOf(error)}\n`);
  });
  const [file, ...connectorFiles] = args;
  // Unbuilt, the default lies in config/; the bundle has it beside itself.
  const fallback = import.meta.url.endsWith('.ts') ? './config/worker.properties' : './worker.properties';
  const path = file ?? fileURLToPath(new URL(fallback, import.meta.url));
  const properties = {
    ...attempt(`Cannot read ${path}`, () => parseProperties(readFileSync(path, 'utf8'))),
    ...readExtraProperties(),
    ...environmentOverrides(),
  };
  const connectors = connectorFiles.map(
    (name): ConnectorFile => attempt(`Cannot read ${name}`, () => readConnectorFile(name)),
  );
  const worker = await startWorker(properties, { connectors }).catch((error: unknown) =>
    exitFor(error, path),
  );
  stopWhenAsked(worker, hasParent && !process.connected);
  process.stdout.write(`Worker ready at ${worker.url}, data in ${worker.dataDir}\n`);
  if (process.connected)
    process.send?.({ type: 'ready', url: worker.url, dataDir: worker.dataDir }, () => undefined);
}

function readExtraProperties(): Record<string, string> {
  const path = extraPropertiesFile();
  if (path === undefined) return {};
  return attempt(`Cannot read ${path} of SLUICE_WORKER_PROPERTIES`, () =>
    parseProperties(readFileSync(path, 'utf8')),
  );
}

/** The parent may have gone before anybody listened for that. */
function stopWhenAsked(worker: WorkerHandle, isOrphan: boolean): void {
  const stop = () => {
    worker.close().then(
      () => (worker.hasUnsettledWrites() ? endAtOnce() : process.exit(0)),
      (error: unknown) => exitWith(1, `The worker did not stop cleanly: ${messageOf(error)}`),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
  if (isOrphan) stop();
}

/** The orderly end would close the log, which waits for the disk for ever. */
function endAtOnce(): void {
  process.stderr.write('The disk of the log does not answer; the worker ends without closing the log.\n');
  process.kill(process.pid, 'SIGKILL');
}

function exitFor(error: unknown, path: string): never {
  if (error instanceof DataDirLockedError) return exitWith(4, error.message);
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') return exitWith(3, `Port ${port ?? ''} is in use by another program.`);
  return exitWith(3, `The worker cannot start with ${path}: ${messageOf(error)}`);
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    return exitWith(3, `${what}: ${messageOf(error)}`);
  }
}

function exitWith(code: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

/** The console goes first when the machine is busy; not being allowed to yield is no failure. */
function lowerPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    process.stderr.write('The priority of the worker could not be lowered.\n');
  }
}

await main(process.argv.slice(2));
