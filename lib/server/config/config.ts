import 'server-only';
import type { KeyObject } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ClusterId } from '@/lib/connect/names';
import type { ClusterDefinition } from '../fleet/cluster-definition';
import { ConfigError } from './config-error';
import { readConfigFile } from './config-file';
import { clustersOf, urlOf } from './env-clusters';
import { refusedRanges } from './refused-ranges';
import { readSecretKey } from './secret-key';

/** Everything the console's server reads from its environment. Units: `pollMs` in milliseconds. */
export interface ServerConfig {
  readonly dataDir: string;
  /** The console's own folder inside `dataDir`. */
  readonly consoleDir: string;
  /** Clusters that are set outside the console: embedded, by variable, by file. */
  readonly clusters: readonly ClusterDefinition[];
  /** What stored secrets are sealed with; undefined: a key file in `consoleDir`. */
  readonly secretKey?: KeyObject | undefined;
  readonly embeddedUrl: string | undefined;
  readonly demo: boolean;
  readonly pollMs: number;
  /** Where people reach the console, for links in notes; undefined: notes have none. */
  readonly publicUrl?: string | undefined;
  /** How much of what was seen is kept. Units: days; bytes of the database. */
  readonly history: { readonly days: number; readonly bytes: number };
}

const Environment = z.object({
  SLUICE_DATA_DIR: z.string().min(1).optional(),
  SLUICE_CLUSTERS: z.string().optional(),
  SLUICE_CONFIG: z.string().optional(),
  SLUICE_SECRET_KEY: z.string().optional(),
  SLUICE_SECRET_KEY_FILE: z.string().optional(),
  SLUICE_EMBEDDED_URL: z.string().optional(),
  SLUICE_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'is not a URL such as https://sluice.example.com' })
    .optional(),
  SLUICE_DEMO: z.enum(['0', '1'], 'is 0 or 1').optional(),
  SLUICE_POLL_MS: z.coerce
    .number<string>('is a number of milliseconds')
    .int()
    .min(200)
    .max(60_000)
    .default(2000),
  SLUICE_HISTORY_DAYS: z.coerce.number<string>('is a number of days').int().min(1).max(3650).default(90),
  SLUICE_HISTORY_MB: z.coerce.number<string>('is a number of MB').int().min(16).default(2048),
});

const EMBEDDED_ID = ClusterId.parse('embedded');

/**
 * Reads the console's settings from environment variables and the file that one of them names.
 *
 * Errors: ConfigError naming the variable, or file and line. An empty variable counts as unset.
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
  refusedRanges(set);
  const dataDir = values.SLUICE_DATA_DIR ?? join(cwd, '.sluice');
  const embeddedUrl = values.SLUICE_EMBEDDED_URL && urlOf('SLUICE_EMBEDDED_URL', values.SLUICE_EMBEDDED_URL);
  const embedded: ClusterDefinition[] = embeddedUrl
    ? [{ id: EMBEDDED_ID, name: 'Embedded worker', urls: [embeddedUrl], origin: 'embedded' }]
    : [];
  const own = [
    ...(values.SLUICE_CLUSTERS ? clustersOf(values.SLUICE_CLUSTERS) : []),
    ...(values.SLUICE_CONFIG ? readConfigFile(resolve(cwd, values.SLUICE_CONFIG), env) : []),
  ];
  refuseDoubles(own);
  const hasOwn = values.SLUICE_CLUSTERS !== undefined || values.SLUICE_CONFIG !== undefined;
  const demo = values.SLUICE_DEMO ?? (embeddedUrl && !hasOwn ? '1' : '0');
  return {
    dataDir,
    consoleDir: join(dataDir, 'console'),
    clusters: [...embedded, ...own],
    secretKey: readSecretKey(values.SLUICE_SECRET_KEY, values.SLUICE_SECRET_KEY_FILE, cwd),
    embeddedUrl: embeddedUrl || undefined,
    demo: demo === '1',
    pollMs: values.SLUICE_POLL_MS,
    publicUrl: values.SLUICE_PUBLIC_URL,
    history: { days: values.SLUICE_HISTORY_DAYS, bytes: values.SLUICE_HISTORY_MB * 1_048_576 },
  };
}

function refuseDoubles(clusters: readonly ClusterDefinition[]): void {
  const seen = new Set<string>([EMBEDDED_ID]);
  for (const { id, name, source = '' } of clusters) {
    if (seen.has(id)) throw new ConfigError(source, `"${name}" is there twice`);
    seen.add(id);
  }
}
