import { join } from 'node:path';

/** The environment as config providers see it. */
export function currentEnvironment(env: NodeJS.ProcessEnv = process.env): Readonly<NodeJS.ProcessEnv> {
  return env;
}

/** A properties file whose options are added to the worker's own; none unless `SLUICE_WORKER_PROPERTIES` names one. */
export function extraPropertiesFile(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.SLUICE_WORKER_PROPERTIES || undefined;
}

/** What the environment changes about the worker's options. Source: the README. */
export function environmentOverrides(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const overrides: Record<string, string> = {};
  if (env.WORKER_PORT !== undefined && env.WORKER_PORT !== '') {
    overrides.listeners = `http://127.0.0.1:${env.WORKER_PORT}`;
  }
  if (env.SLUICE_DATA_DIR) overrides['data.dir'] = join(env.SLUICE_DATA_DIR, 'worker');
  return overrides;
}
