import type { ConfigTransformer } from '../../runtime/config-transformer.ts';
import type { StoredConfig } from '../../storage/config-backing-store.ts';
import { BadRequestException } from '../exceptions.ts';
import type { ConfigKeyView } from './config-infos.ts';
import { hideResolvedValues } from './hidden-values.ts';
import type { ConfigInfosView, Validator } from './validator.ts';

/** What validation depends on. */
export interface ValidationDeps {
  readonly transformer: ConfigTransformer;
  readonly validator: Validator;
}

/**
 * Checks connector configs against everything that is declared for them.
 *
 * Errors: BadRequestException when there is no class, none of that name, or the plugin itself fails;
 * RequestTimeoutException when the plugin takes too long.
 * Source: kafka 4.x `AbstractHerder#validateConnectorConfig`.
 */
export class ConnectorValidation {
  readonly #deps: ValidationDeps;

  constructor(deps: ValidationDeps) {
    this.#deps = deps;
  }

  /**
   * Validates with references resolved and returns the complete answer, whether there are errors or not; it shows references,
   * not values.
   */
  async validate(stored: StoredConfig): Promise<ConfigInfosView> {
    const resolved = this.#deps.transformer.resolve(stored);
    const values: StoredConfig = Object.assign(Object.create(null), stored, resolved.config);
    try {
      return hideResolvedValues(await this.#deps.validator.validate(values), resolved);
    } catch (error) {
      throw resolved.redaction.error(error);
    }
  }

  /** Rejects a config that has errors, naming all of them. */
  async check(stored: StoredConfig): Promise<void> {
    const { error_count: count, configs } = await this.validate(stored);
    if (count === 0) return;
    const messages = configs.flatMap(({ value }) => value?.errors ?? []);
    throw new BadRequestException(
      `Connector configuration is invalid and contains the following ${count} error(s):\n${messages.join('\n')}\nYou can also find the above list of errors at the endpoint \`/connector-plugins/{connectorType}/config/validate\``,
    );
  }

  /** Lists the options of a plugin; undefined when there is none of that name. */
  pluginConfig(name: string, version: string | undefined): Promise<ConfigKeyView[] | undefined> {
    return this.#deps.validator.pluginConfig(name, version);
  }
}
