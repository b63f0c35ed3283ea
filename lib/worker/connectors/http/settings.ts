import type { Config } from '../../api/connector.ts';
import { ConfigException } from '../../api/exceptions.ts';
import { HTTP_OPTIONS, parseHeaders, parseUrl } from './options.ts';

/** The options of a task, read. Units: ms. Shape: `secrets` must show in no error. */
export interface HttpSettings {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly ca: string | undefined;
  readonly timeoutMs: number;
  readonly isJson: boolean;
  readonly asArray: boolean;
  readonly batchSize: number;
  readonly maxRetries: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly secrets: readonly string[];
}

/** Reads a config. Errors: ConfigException that names the option. */
export function readHttpSettings(config: Config): HttpSettings {
  const options = HTTP_OPTIONS.parse(new Map(Object.entries(config)));
  const missing = findMissingAuth(options);
  if (missing) throw new ConfigException(missing.message);
  const isJson = options.get('request.body.format') === 'json';
  const asArray = isJson && options.get('batch.json.as.array') === true;
  const batchSize = Number(options.get('batch.size'));
  const login = authorization(options);
  // A server may quote what it was sent, encoded or not.
  const encoded = login.authorization?.split(' ').slice(1) ?? [];
  return {
    url: parseUrl('url', String(options.get('url'))),
    method: String(options.get('method')),
    headers: {
      ...parseHeaders('headers', options.get('headers') as readonly string[]),
      ...login,
      'content-type': contentType(isJson, asArray || batchSize === 1),
    },
    ca: textOf(options, 'tls.ca.pem'),
    timeoutMs: Number(options.get('request.timeout.ms')),
    isJson,
    asArray,
    batchSize,
    maxRetries: Number(options.get('max.retries')),
    backoffMs: Number(options.get('retry.backoff.ms')),
    maxBackoffMs: Number(options.get('retry.backoff.max.ms')),
    secrets: [...['auth.password', 'auth.token'].flatMap((name) => textOf(options, name) ?? []), ...encoded],
  };
}

/** What `auth.type` needs and is not there. */
export function findMissingAuth(
  options: ReadonlyMap<string, unknown>,
): { option: string; message: string } | undefined {
  const type = String(options.get('auth.type'));
  const needed = type === 'basic' ? 'auth.username' : type === 'bearer' ? 'auth.token' : undefined;
  if (needed === undefined || textOf(options, needed) !== undefined) return undefined;
  const message = `Missing required configuration "${needed}", which auth.type=${type} needs.`;
  return { option: needed, message };
}

function authorization(options: ReadonlyMap<string, unknown>): Record<string, string> {
  const type = options.get('auth.type');
  if (type === 'bearer') return { authorization: `Bearer ${(textOf(options, 'auth.token') ?? '').trim()}` };
  if (type !== 'basic') return {};
  const user = `${textOf(options, 'auth.username')}:${textOf(options, 'auth.password') ?? ''}`;
  return { authorization: `Basic ${Buffer.from(user).toString('base64')}` };
}

function contentType(isJson: boolean, isOneDocument: boolean): string {
  if (!isJson) return 'text/plain; charset=utf-8';
  return isOneDocument ? 'application/json' : 'application/x-ndjson';
}

function textOf(options: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = options.get(name);
  return value === null || value === undefined || value === '' ? undefined : String(value);
}
