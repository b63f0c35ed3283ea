import path from 'node:path';

/** What the supervisor was asked to run. Shape: `dataDir` is absolute; a port of 0 picks a free one. */
export interface Settings {
  readonly port: number;
  readonly workerPort: number;
  readonly dataDir: string;
  readonly embeddedWorker: 'child' | 'external' | 'off';
}

/**
 * Reads the environment.
 *
 * Errors: throws an Error that names the variable, what it holds and what it may hold.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>, cwd: string): Settings {
  const host = env.HOST;
  if (host !== undefined && !['127.0.0.1', 'localhost', '::1', ''].includes(host)) {
    throw new Error(
      `HOST is "${host}": while no sign-in is configured, the console listens on loopback only (127.0.0.1).`,
    );
  }
  return {
    port: readPort(env, 'PORT', 3000),
    workerPort: readPort(env, 'WORKER_PORT', 8083),
    dataDir: path.resolve(cwd, env.SLUICE_DATA_DIR || '.sluice'),
    embeddedWorker: readWorkerMode(env.EMBEDDED_WORKER),
  };
}

const CONSOLE_SECRETS: ReadonlySet<string> = new Set([
  'SLUICE_SECRET_KEY',
  'SLUICE_SECRET_KEY_FILE',
  'SLUICE_CLUSTERS',
  'SLUICE_CONFIG',
]);

/** An environment for the worker: connectors run in it and must find neither the console's key nor its credentials. */
export function withoutConsoleSecrets(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !CONSOLE_SECRETS.has(name)));
}

function readPort(env: Readonly<Record<string, string | undefined>>, name: string, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`${name} is "${text}": give a port from 0 to 65535.`);
  }
  return port;
}

function readWorkerMode(text: string | undefined): Settings['embeddedWorker'] {
  if (text === undefined || text === '') return 'child';
  if (text === 'child' || text === 'external' || text === 'off') return text;
  throw new Error(`EMBEDDED_WORKER is "${text}": give child, external or off.`);
}
