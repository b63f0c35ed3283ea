import { validateHeaderName, validateHeaderValue } from 'node:http';
import { ConfigDef, type Recommender } from '../../api/config-def.ts';
import { atLeast, nonNull, validString } from '../../api/config-validators.ts';
import { ConfigException } from '../../api/exceptions.ts';

type Parsed = ReadonlyMap<string, unknown>;

const MAX_BATCH = 10_000;
const RESERVED = [
  'authorization',
  'content-type',
  'content-length',
  'transfer-encoding',
  'host',
  'connection',
];

/** The options of the HTTP sink. Units: `…ms` milliseconds, `batch.size` records. */
export const HTTP_OPTIONS = new ConfigDef()
  .define({
    name: 'url',
    type: 'STRING',
    validator: (name, value) => void parseUrl(name, String(value ?? '')),
    importance: 'HIGH',
    documentation: 'Address the records are sent to, beginning with https:// or http://.',
    group: 'Connection',
    orderInGroup: 1,
    width: 'LONG',
    displayName: 'URL',
    dependents: ['tls.ca.pem'],
  })
  .define({
    name: 'method',
    type: 'STRING',
    defaultValue: 'POST',
    validator: validString('POST', 'PUT'),
    recommender: suggest('POST', 'PUT'),
    importance: 'HIGH',
    documentation: 'Method of the requests.',
    group: 'Connection',
    orderInGroup: 2,
    width: 'SHORT',
    displayName: 'Method',
  })
  .define({
    name: 'headers',
    type: 'LIST',
    defaultValue: '',
    validator: (name, value) => void parseHeaders(name, (value ?? []) as readonly string[]),
    importance: 'MEDIUM',
    documentation:
      'Headers of every request as Name:value, separated by commas; for Authorization use auth.type.',
    group: 'Connection',
    orderInGroup: 3,
    width: 'LONG',
    displayName: 'Headers',
  })
  .define({
    name: 'request.timeout.ms',
    type: 'INT',
    defaultValue: 30_000,
    validator: atLeast(1),
    importance: 'MEDIUM',
    documentation: 'Time a request may take from connecting to the end of the answer, in milliseconds.',
    group: 'Connection',
    orderInGroup: 4,
    width: 'SHORT',
    displayName: 'Request timeout',
  })
  .define({
    name: 'tls.ca.pem',
    type: 'STRING',
    defaultValue: null,
    recommender: visibleWhen((parsed) => /^https:/i.test(String(parsed.get('url') ?? ''))),
    importance: 'LOW',
    documentation:
      'Certificate authority of the server in PEM format, or a config provider reference to it; without one those of the system are trusted. Certificates are always checked.',
    group: 'Connection',
    orderInGroup: 5,
    width: 'LONG',
    displayName: 'Certificate authority',
  })
  .define({
    name: 'auth.type',
    type: 'STRING',
    defaultValue: 'none',
    validator: validString('none', 'basic', 'bearer'),
    recommender: suggest('none', 'basic', 'bearer'),
    importance: 'MEDIUM',
    documentation: 'How requests prove who sends them.',
    group: 'Authentication',
    orderInGroup: 1,
    width: 'SHORT',
    displayName: 'Authentication',
    dependents: ['auth.username', 'auth.password', 'auth.token'],
  })
  .define({
    name: 'auth.username',
    type: 'STRING',
    defaultValue: null,
    recommender: visibleWhen((parsed) => parsed.get('auth.type') === 'basic'),
    importance: 'MEDIUM',
    documentation: 'User of basic authentication.',
    group: 'Authentication',
    orderInGroup: 2,
    width: 'MEDIUM',
    displayName: 'User',
  })
  .define({
    name: 'auth.password',
    type: 'PASSWORD',
    defaultValue: null,
    recommender: visibleWhen((parsed) => parsed.get('auth.type') === 'basic'),
    importance: 'MEDIUM',
    documentation: 'Password of basic authentication, best a config provider reference.',
    group: 'Authentication',
    orderInGroup: 3,
    width: 'MEDIUM',
    displayName: 'Password',
  })
  .define({
    name: 'auth.token',
    type: 'PASSWORD',
    defaultValue: null,
    recommender: visibleWhen((parsed) => parsed.get('auth.type') === 'bearer'),
    importance: 'MEDIUM',
    documentation: 'Token of bearer authentication, best a config provider reference.',
    group: 'Authentication',
    orderInGroup: 4,
    width: 'LONG',
    displayName: 'Token',
  })
  .define({
    name: 'request.body.format',
    type: 'STRING',
    defaultValue: 'json',
    validator: validString('json', 'text'),
    recommender: suggest('json', 'text'),
    importance: 'MEDIUM',
    documentation:
      'Whether values are written as JSON, or as text: a string as it is, anything else as Connect prints it.',
    group: 'Batches',
    orderInGroup: 1,
    width: 'SHORT',
    displayName: 'Body',
    dependents: ['batch.json.as.array'],
  })
  .define({
    name: 'batch.size',
    type: 'INT',
    defaultValue: 1,
    validator: (name, value) => {
      atLeast(1)(name, value);
      if (Number(value) <= MAX_BATCH) return;
      throw ConfigException.invalid(name, value, `Value must be no more than ${MAX_BATCH}`);
    },
    importance: 'MEDIUM',
    documentation: 'Most records of one request. More than one go as lines, or as an array.',
    group: 'Batches',
    orderInGroup: 2,
    width: 'SHORT',
    displayName: 'Batch size',
  })
  .define({
    name: 'batch.json.as.array',
    type: 'BOOLEAN',
    defaultValue: false,
    validator: nonNull,
    recommender: visibleWhen((parsed) => parsed.get('request.body.format') !== 'text'),
    importance: 'MEDIUM',
    documentation:
      'Whether a request holds a JSON array, be it of one record, instead of one JSON value a line.',
    group: 'Batches',
    orderInGroup: 3,
    width: 'SHORT',
    displayName: 'As an array',
  })
  .define({
    name: 'max.retries',
    type: 'INT',
    defaultValue: 10,
    validator: atLeast(-1),
    importance: 'MEDIUM',
    documentation:
      'How often a batch is sent again after a connection error, 408, 429 or 5xx before the task fails; -1 for ever.',
    group: 'Retries',
    orderInGroup: 1,
    width: 'SHORT',
    displayName: 'Retries',
  })
  .define({
    name: 'retry.backoff.ms',
    type: 'INT',
    defaultValue: 1_000,
    validator: atLeast(1),
    importance: 'LOW',
    documentation:
      'Wait before the first retry in milliseconds; each further one waits twice as long. Retry-After goes first.',
    group: 'Retries',
    orderInGroup: 2,
    width: 'SHORT',
    displayName: 'Back-off',
  })
  .define({
    name: 'retry.backoff.max.ms',
    type: 'INT',
    defaultValue: 60_000,
    validator: atLeast(1),
    importance: 'LOW',
    documentation: 'Longest wait before a retry in milliseconds.',
    group: 'Retries',
    orderInGroup: 3,
    width: 'SHORT',
    displayName: 'Longest back-off',
  });

/** Checks an address. Errors: ConfigException, which does not quote one that holds a password. */
export function parseUrl(option: string, text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new ConfigException(
      `Invalid value for configuration ${option}: expected an address such as https://example.com/path`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigException(
      `Invalid value for configuration ${option}: user and password belong into auth.username and auth.password`,
    );
  }
  return url;
}

/** Reads `Name:value` entries. Errors: ConfigException that names the header, never its value. */
export function parseHeaders(option: string, entries: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const entry of entries) {
    const [name = '', ...rest] = entry.split(':');
    const [key, value] = [name.trim().toLowerCase(), rest.join(':').trim()];
    const fail = (reason: string) =>
      new ConfigException(`Invalid value for configuration ${option}: ${reason}`);
    if (rest.length === 0) throw fail('expected entries such as X-Tenant:shop, separated by commas');
    if (RESERVED.includes(key)) throw fail(`the header ${key} is set by the connector`);
    try {
      validateHeaderName(key);
      validateHeaderValue(key, value);
    } catch {
      throw fail(`the header ${JSON.stringify(key)} has a name or value that HTTP does not allow`);
    }
    headers[key] = value;
  }
  return headers;
}

function suggest(...values: readonly string[]): Recommender {
  return { validValues: () => values, visible: () => true };
}

function visibleWhen(isVisible: (parsed: Parsed) => boolean): Recommender {
  return { validValues: () => [], visible: (_name, parsed) => isVisible(parsed) };
}
