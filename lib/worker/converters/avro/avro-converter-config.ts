import type { ConfigDef, ConfigKeyInput, Validator } from '../../api/config-def.ts';
import { atLeast } from '../../api/config-validators.ts';
import type { Config } from '../../api/connector.ts';
import { ConfigException } from '../../api/exceptions.ts';
import { newConverterConfigDef } from '../converter-config.ts';
import type { AvroDataOptions } from './from-avro.ts';
import { basicAuth, type RegistrySettings } from './schema-registry.ts';
import { DEFAULT_STRATEGY, STRATEGY_CLASSES, type SubjectNameStrategy, strategyOf } from './subjects.ts';

/** What the options of the converter come to. */
export interface AvroConverterConfig {
  readonly registry: RegistrySettings;
  readonly strategy: SubjectNameStrategy;
  readonly autoRegister: boolean;
  readonly useLatest: boolean;
  readonly normalize: boolean;
  readonly cacheSize: number;
  readonly data: AvroDataOptions;
}

const SUBJECTS = 'Subjects';
const REGISTRY = 'Schema Registry';
const SCHEMAS = 'Schemas';

const validUrls: Validator = (name, value) => {
  const urls = (value as string[] | null) ?? [];
  if (urls.length === 0) throw ConfigException.invalid(name, value, 'must name at least one URL');
  for (const url of urls) {
    // A URL may hold a login, so it is not repeated.
    if (!isHttp(url)) throw new ConfigException(`${name} must be a list of http or https URLs`);
  }
};

const validStrategy: Validator = (name, value) => void strategyOf(name, String(value));

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** The options of the Avro converter. Source: Confluent's `AbstractKafkaSchemaSerDeConfig` and `AvroDataConfig`. */
export function defineAvroOptions(): ConfigDef {
  const def = newConverterConfigDef();
  const inGroup = (group: string, keys: readonly Omit<ConfigKeyInput, 'group' | 'orderInGroup'>[]) => {
    for (const [orderInGroup, key] of keys.entries()) def.define({ ...key, group, orderInGroup });
  };
  inGroup(REGISTRY, registryOptions());
  inGroup(SUBJECTS, subjectOptions());
  inGroup(SCHEMAS, schemaOptions());
  return def;
}

function registryOptions(): Omit<ConfigKeyInput, 'group' | 'orderInGroup'>[] {
  return [
    {
      ...{
        name: 'schema.registry.url',
        type: 'LIST',
        validator: validUrls,
        importance: 'HIGH',
        width: 'LONG',
      },
      displayName: 'Schema Registry URLs',
      documentation:
        'Where the Schema Registry is, as http or https. Of several URLs the next is asked when one does not answer.',
    },
    {
      ...{
        name: 'basic.auth.credentials.source',
        type: 'STRING',
        defaultValue: 'URL',
        importance: 'MEDIUM',
        width: 'MEDIUM',
      },
      displayName: 'Where the Login Is',
      documentation:
        'URL: the login, if any, stands in the URL. USER_INFO: it stands in basic.auth.user.info.',
    },
    {
      ...{
        name: 'basic.auth.user.info',
        type: 'PASSWORD',
        defaultValue: '',
        importance: 'MEDIUM',
        width: 'MEDIUM',
      },
      displayName: 'Login',
      documentation: 'Login for the Schema Registry as user:password.',
    },
    {
      ...{
        name: 'bearer.auth.token',
        type: 'PASSWORD',
        defaultValue: '',
        importance: 'MEDIUM',
        width: 'LONG',
      },
      displayName: 'Bearer Token',
      documentation: 'Token for a Schema Registry that asks for one. It counts before a login.',
    },
    {
      ...{
        name: 'http.read.timeout.ms',
        type: 'INT',
        defaultValue: 60_000,
        validator: atLeast(1),
        importance: 'LOW',
        width: 'SHORT',
      },
      displayName: 'Request Timeout',
      documentation: 'How long an answer of the Schema Registry may take, in milliseconds.',
    },
    {
      ...{
        name: 'max.retries',
        type: 'INT',
        defaultValue: 3,
        validator: atLeast(0),
        importance: 'LOW',
        width: 'SHORT',
      },
      displayName: 'Retries',
      documentation:
        'How often a request that got no answer is made again before the record counts as failed.',
    },
    {
      ...{
        name: 'retries.wait.ms',
        type: 'INT',
        defaultValue: 1_000,
        validator: atLeast(0),
        importance: 'LOW',
        width: 'SHORT',
      },
      displayName: 'Retry Wait',
      documentation:
        'How long to wait before the first retry, in milliseconds; each further one waits twice as long.',
    },
    {
      ...{
        name: 'retries.max.wait.ms',
        type: 'INT',
        defaultValue: 20_000,
        validator: atLeast(0),
        importance: 'LOW',
        width: 'SHORT',
      },
      displayName: 'Longest Retry Wait',
      documentation: 'The longest wait between two retries, in milliseconds.',
    },
  ];
}

function subjectOptions(): Omit<ConfigKeyInput, 'group' | 'orderInGroup'>[] {
  const strategy = (part: 'key' | 'value') => ({
    name: `${part}.subject.name.strategy`,
    type: 'STRING' as const,
    defaultValue: DEFAULT_STRATEGY,
    validator: validStrategy,
    recommender: { validValues: () => STRATEGY_CLASSES, visible: () => true },
    importance: 'MEDIUM' as const,
    width: 'LONG' as const,
    displayName: `Subject Name of ${part === 'key' ? 'Keys' : 'Values'}`,
    documentation: `How the subject of a ${part}’s schema is named: after the topic, the record, or both.`,
  });
  return [strategy('key'), strategy('value')];
}

function schemaOptions(): Omit<ConfigKeyInput, 'group' | 'orderInGroup'>[] {
  return [
    {
      ...{
        name: 'auto.register.schemas',
        type: 'BOOLEAN',
        defaultValue: true,
        importance: 'MEDIUM',
        width: 'SHORT',
      },
      displayName: 'Register Schemas',
      documentation:
        'Registers the schemas of records when the subject does not have them yet; else a record with a new schema fails.',
    },
    {
      ...{
        name: 'use.latest.version',
        type: 'BOOLEAN',
        defaultValue: false,
        importance: 'LOW',
        width: 'SHORT',
      },
      displayName: 'Use Latest Version',
      documentation:
        'Writes records with the latest schema of their subject. It takes effect when schemas are not registered.',
    },
    {
      ...{
        name: 'normalize.schemas',
        type: 'BOOLEAN',
        defaultValue: false,
        importance: 'MEDIUM',
        width: 'SHORT',
      },
      displayName: 'Normalize Schemas',
      documentation: 'Lets the registry take schemas for the same that differ in their writing only.',
    },
    {
      ...{
        name: 'schemas.cache.config',
        type: 'INT',
        defaultValue: 1_000,
        validator: atLeast(1),
        importance: 'LOW',
        width: 'SHORT',
      },
      displayName: 'Schema Cache Size',
      documentation: 'How many schemas each converter keeps.',
    },
    {
      ...{
        name: 'enhanced.avro.schema.support',
        type: 'BOOLEAN',
        defaultValue: false,
        importance: 'MEDIUM',
        width: 'SHORT',
      },
      displayName: 'Keep Enums and Packages',
      documentation: 'Writes what was an enum as an enum again, and names the members of unions in full.',
    },
    {
      ...{
        name: 'connect.meta.data',
        type: 'BOOLEAN',
        defaultValue: true,
        importance: 'LOW',
        width: 'SHORT',
      },
      displayName: 'Write Connect’s Own Data',
      documentation:
        'Keeps what only Connect knows of a schema, such as versions and parameters, in the Avro schema.',
    },
  ];
}

/** Reads the options. Errors: ConfigException that names the one that is wrong. */
export function parseAvroOptions(config: Config, isKey: boolean): AvroConverterConfig {
  const submitted = new Map(Object.entries({ ...config, 'converter.type': isKey ? 'key' : 'value' }));
  const parsed = defineAvroOptions().parse(submitted);
  const part = isKey ? 'key' : 'value';
  const option = `${part}.subject.name.strategy`;
  return {
    registry: {
      urls: (parsed.get('schema.registry.url') as string[]).map((url) => new URL(url)),
      authorization: authorizationOf(parsed),
      timeoutMs: Number(parsed.get('http.read.timeout.ms')),
      maxRetries: Number(parsed.get('max.retries')),
      retryWaitMs: Number(parsed.get('retries.wait.ms')),
      maxRetryWaitMs: Number(parsed.get('retries.max.wait.ms')),
    },
    strategy: strategyOf(option, String(parsed.get(option))),
    autoRegister: parsed.get('auto.register.schemas') === true,
    useLatest: parsed.get('use.latest.version') === true,
    normalize: parsed.get('normalize.schemas') === true,
    cacheSize: Number(parsed.get('schemas.cache.config')),
    data: {
      hasMetaData: parsed.get('connect.meta.data') === true,
      isEnhanced: parsed.get('enhanced.avro.schema.support') === true,
    },
  };
}

function authorizationOf(parsed: ReadonlyMap<string, unknown>): string | undefined {
  const [token, login] = ['bearer.auth.token', 'basic.auth.user.info'].map((name) =>
    String(parsed.get(name) ?? ''),
  );
  if (token) return `Bearer ${token}`;
  const isGiven = String(parsed.get('basic.auth.credentials.source')).toUpperCase() === 'USER_INFO';
  if (!isGiven) return undefined;
  if (login) return basicAuth(login);
  throw new ConfigException(
    'basic.auth.user.info must be given when basic.auth.credentials.source is USER_INFO',
  );
}
