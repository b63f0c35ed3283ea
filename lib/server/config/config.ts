import 'server-only';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, messageOf } from '@/lib/base/errors';
import { ClusterId } from '@/lib/connect/names';
import { parseWorkerUrl } from '../connect-client/worker-url';

/** A cluster named by the environment. */
export interface ClusterSetting {
  readonly id: ClusterId;
  readonly name: string;
  readonly urls: readonly string[];
  readonly origin: 'embedded' | 'environment';
}

/** Everything the console's server reads from its environment. Units: `pollMs` in milliseconds. */
export interface ServerConfig {
  readonly dataDir: string;
  /** The console's own folder inside `dataDir`. */
  readonly consoleDir: string;
  readonly clusters: readonly ClusterSetting[];
  readonly embeddedUrl: string | undefined;
  readonly demo: boolean;
  readonly pollMs: number;
}

/** An environment variable that cannot be understood; the message names it. */
export class ConfigError extends AppError {
  override readonly name = 'ConfigError';

  constructor(variable: string, why: string) {
    super('config/invalid', `${variable}: ${why}`);
  }
}

const Environment = z.object({
  SLUICE_DATA_DIR: z.string().min(1).optional(),
  SLUICE_CLUSTERS: z.string().optional(),
  SLUICE_EMBEDDED_URL: z.string().optional(),
  SLUICE_DEMO: z.enum(['0', '1'], 'is 0 or 1').optional(),
  SLUICE_POLL_MS: z.coerce
    .number<string>('is a number of milliseconds')
    .int()
    .min(200)
    .max(60_000)
    .default(2000),
});

const EMBEDDED_ID = ClusterId.parse('embedded');

/**
 * Reads the console's settings from environment variables.
 *
 * Errors: ConfigError naming the variable. An empty variable counts as unset.
 */
export function readServerConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  cwd: string = process.cwd(),
): ServerConfig {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(String(issue?.path[0] ?? 'environment'), issue?.message ?? 'cannot be read');
  }
  const values = parsed.data;
  const dataDir = values.SLUICE_DATA_DIR ?? join(cwd, '.sluice');
  const embeddedUrl = values.SLUICE_EMBEDDED_URL && urlOf('SLUICE_EMBEDDED_URL', values.SLUICE_EMBEDDED_URL);
  const clusters = values.SLUICE_CLUSTERS ? clustersOf(values.SLUICE_CLUSTERS) : [];
  const demo = values.SLUICE_DEMO ?? (values.SLUICE_CLUSTERS === undefined && embeddedUrl ? '1' : '0');
  return {
    dataDir,
    consoleDir: join(dataDir, 'console'),
    clusters: embeddedUrl
      ? [{ id: EMBEDDED_ID, name: 'Embedded worker', urls: [embeddedUrl], origin: 'embedded' }, ...clusters]
      : clusters,
    embeddedUrl: embeddedUrl || undefined,
    demo: demo === '1',
    pollMs: values.SLUICE_POLL_MS,
  };
}

/** `prod=http://c1:8083,http://c2:8083;dev=http://…` */
function clustersOf(text: string): ClusterSetting[] {
  const seen = new Set<string>(['embedded']);
  return text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const at = part.indexOf('=');
      const name = part.slice(0, at).trim();
      const id = ClusterId.safeParse(slugOf(name));
      if (at < 1 || !id.success) {
        throw new ConfigError('SLUICE_CLUSTERS', `"${part.trim().slice(0, 40)}" is not name=url,url`);
      }
      if (seen.has(id.data)) throw new ConfigError('SLUICE_CLUSTERS', `"${name}" is there twice`);
      seen.add(id.data);
      const urls = part
        .slice(at + 1)
        .split(',')
        .filter((url) => url.trim() !== '');
      if (urls.length === 0) throw new ConfigError('SLUICE_CLUSTERS', `"${name}" has no URL`);
      return {
        id: id.data,
        name,
        urls: urls.map((url) => urlOf('SLUICE_CLUSTERS', url)),
        origin: 'environment',
      };
    });
}

function urlOf(variable: string, text: string): string {
  try {
    return parseWorkerUrl(text);
  } catch (error) {
    throw new ConfigError(variable, messageOf(error));
  }
}

/** Makes an id out of a name: lower case, everything else a dash. May be empty when the name has no letter or digit. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, 60);
}
