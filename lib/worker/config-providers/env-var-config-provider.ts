import { ConfigDef } from '../api/config-def.ts';
import type { ConfigProvider } from '../api/config-provider.ts';
import { nonEmptyString } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import { ConfigException } from '../api/exceptions.ts';
import { compileRegex, validRegex } from '../api/regex.ts';

const ALLOWLIST = 'allowlist.pattern';

/**
 * Reads variables of the worker's environment: `${env:DB_PASSWORD}`.
 *
 * The pattern is required, because the environment also holds what is not meant for connectors; it is matched in linear
 * time against the whole name. Source: kafka 4.x `EnvVarConfigProvider`; KIP-887.
 */
export class EnvVarConfigProvider implements ConfigProvider {
  readonly #env: Readonly<Record<string, string | undefined>>;
  #isAllowed: (name: string) => boolean = () => false;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  config(): ConfigDef {
    return new ConfigDef().define({
      name: ALLOWLIST,
      type: 'STRING',
      validator: (name, value) => {
        nonEmptyString(name, value);
        validRegex(name, value);
      },
      importance: 'HIGH',
      documentation: 'Pattern that the whole name of a variable must match to be read; .* for all.',
      displayName: 'Allowed variables',
    });
  }

  configure(options: Config): void {
    const parsed = this.config().parse(new Map(Object.entries(options)));
    const pattern = compileRegex(ALLOWLIST, String(parsed.get(ALLOWLIST)));
    this.#isAllowed = (name) => pattern.matcher(name).matches();
  }

  get(path: string, key: string): string {
    if (path !== '') throw new ConfigException(`a variable has no path, only a name, as in \${env:${key}}`);
    if (!this.#isAllowed(key)) {
      throw new ConfigException(`the variable ${key} does not match ${ALLOWLIST} of the provider`);
    }
    const value = Object.hasOwn(this.#env, key) ? this.#env[key] : undefined;
    if (value === undefined) throw new ConfigException(`the variable ${key} is not set`);
    return value;
  }
}
