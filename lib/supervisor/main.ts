/** What `npm start` runs: the console and the embedded worker as two children, until SIGINT or SIGTERM. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import { type ChildSpec, SupervisedChild } from './child.ts';
import { readSettings, type Settings, withoutConsoleSecrets } from './settings.ts';

const root = path.resolve(import.meta.dirname, '../..');
const EXIT_CANNOT_START = 3;
const STOP_GRACE_MS = 4000;

/**
 * The console's heap. A small young space keeps a large fleet's console a fifth smaller; and as one look at such a
 * fleet passes megabytes through buffers, V8 would answer each with a full collection if the old space began small,
 * which doubles the processor time. Units: MB.
 */
const HEAP = ['--max-semi-space-size=8', '--initial-old-space-size=256'];

const say = (line: string) => process.stdout.write(`sluice: ${line}\n`);

function describeExit(exit: {
  code: number | null;
  signal: string | null;
  restartInMs: number | null;
}): string {
  const how = exit.signal ? `killed by ${exit.signal}` : `exit code ${exit.code}`;
  return exit.restartInMs === null
    ? how
    : `${how}; starting it again in ${(exit.restartInMs / 1000).toFixed(1)} s`;
}

/** Starts both children and keeps them. The worker's first port is kept for its restarts. */
class Supervisor {
  readonly #settings: Settings;
  readonly #children: SupervisedChild[] = [];
  #workerPort: number;
  #consolePort: number;
  #stopping = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#workerPort = settings.workerPort;
    this.#consolePort = settings.port;
  }

  start(): void {
    say(`data in ${this.#settings.dataDir}`);
    if (this.#settings.embeddedWorker !== 'child') {
      this.#startConsole();
      return;
    }
    // With WORKER_PORT=0 the console must hear the port from the worker first.
    const consoleWaits = this.#settings.workerPort === 0;
    this.#add(this.#workerSpec(consoleWaits));
    if (!consoleWaits) this.#startConsole();
  }

  async stop(exitCode: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    await Promise.all(this.#children.map((child) => child.stop(STOP_GRACE_MS)));
    process.exit(exitCode);
  }

  #add(spec: ChildSpec): void {
    const child = new SupervisedChild(spec, systemClock);
    this.#children.push(child);
    child.start();
  }

  #startConsole(): void {
    this.#add(this.#consoleSpec());
  }

  #env(extra: Record<string, string>): Record<string, string | undefined> {
    return {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NODE_COMPILE_CACHE: path.join(root, '.cache', 'compile'),
      SLUICE_DATA_DIR: this.#settings.dataDir,
      ...extra,
    };
  }

  #workerSpec(consoleWaits: boolean): ChildSpec {
    return {
      name: 'worker',
      script: path.join(root, 'dist/worker/main.mjs'),
      args: () => [],
      execArgv: [],
      cwd: root,
      env: () => withoutConsoleSecrets(this.#env({ WORKER_PORT: String(this.#workerPort) })),
      onReady: (message) => {
        const url = String(message.url);
        this.#workerPort = Number(new URL(url).port);
        say(`worker   ${url}`);
        if (consoleWaits && this.#children.length === 1) this.#startConsole();
      },
      onExit: (exit) => {
        if (!this.#stopping) say(`the worker ended (${describeExit(exit)}); the console keeps serving`);
      },
      isFatal: () => false,
    };
  }

  #consoleSpec(): ChildSpec {
    const embedded: Record<string, string> =
      this.#settings.embeddedWorker === 'off'
        ? {}
        : { SLUICE_EMBEDDED_URL: `http://127.0.0.1:${this.#workerPort}` };
    return {
      name: 'console',
      script: path.join(root, 'node_modules/next/dist/bin/next'),
      args: () => ['start', '--hostname', '127.0.0.1', '--port', String(this.#consolePort)],
      execArgv: [...HEAP, '--import', path.join(root, 'lib/supervisor/console-preload.js')],
      cwd: root,
      env: () => this.#env({ ...embedded, NEXT_MANUAL_SIG_HANDLE: 'true' }),
      onReady: (message) => {
        const url = String(message.url);
        this.#consolePort = Number(new URL(url).port);
        say(`console  ${url}`);
      },
      onExit: (exit) => {
        if (this.#stopping) return;
        say(`the console ended (${describeExit(exit)})`);
        if (exit.restartInMs === null) void this.stop(EXIT_CANNOT_START);
      },
      isFatal: (code) => code === EXIT_CANNOT_START,
    };
  }
}

function main(): void {
  let settings: Settings;
  try {
    settings = readSettings(process.env, process.cwd());
    mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
    if (!existsSync(path.join(root, '.next/BUILD_ID')))
      throw new Error('The console is not built: run npm run build.');
  } catch (error) {
    process.stderr.write(`sluice: ${messageOf(error)}\n`);
    process.exit(EXIT_CANNOT_START);
  }
  const supervisor = new Supervisor(settings);
  process.on('SIGINT', () => void supervisor.stop(0));
  process.on('SIGTERM', () => void supervisor.stop(0));
  supervisor.start();
}

main();
