import type { ConfigProvider } from '../api/config-provider.ts';
import { ConfigException } from '../api/exceptions.ts';
import { DirectoryConfigProvider } from '../config-providers/directory-config-provider.ts';
import { EnvVarConfigProvider } from '../config-providers/env-var-config-provider.ts';
import { FileConfigProvider } from '../config-providers/file-config-provider.ts';

/** Variables of the environment, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A provider as the worker's options name it. Shape: `params` without their prefix. */
export interface ProviderOptions {
  readonly name: string;
  readonly className: string;
  readonly params: Readonly<Record<string, string>>;
}

const PACKAGE = 'org.apache.kafka.common.config.provider.';
const CLASSES: Readonly<Record<string, (env: Environment) => ConfigProvider>> = {
  FileConfigProvider: () => new FileConfigProvider(),
  DirectoryConfigProvider: () => new DirectoryConfigProvider(),
  EnvVarConfigProvider: (env) => new EnvVarConfigProvider(env),
};

/** Creates and configures providers, by name. Errors: ConfigException that names the worker's option. */
export function createConfigProviders(
  all: readonly ProviderOptions[],
  env: Environment,
): ReadonlyMap<string, ConfigProvider> {
  return new Map(all.map((options) => [options.name, createProvider(options, env)]));
}

function createProvider({ name, className, params }: ProviderOptions, env: Environment): ConfigProvider {
  const option = `config.providers.${name}`;
  const simple = className.startsWith(PACKAGE) ? className.slice(PACKAGE.length) : className;
  const create = Object.hasOwn(CLASSES, simple) ? CLASSES[simple] : undefined;
  if (!create) {
    const known = Object.keys(CLASSES).map((known) => PACKAGE + known);
    const reason = `Class ${className} could not be found. This worker has ${known.join(', ')}`;
    throw ConfigException.invalid(`${option}.class`, className, reason);
  }
  const provider = create(env);
  try {
    provider.configure(params);
  } catch (cause) {
    if (!(cause instanceof ConfigException)) throw cause;
    throw new ConfigException(`${option}.param: ${cause.message}`, { cause });
  }
  return provider;
}
