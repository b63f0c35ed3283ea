import type { ConfigProvider } from '../api/config-provider.ts';
import type { Config } from '../api/connector.ts';
import { ConfigException } from '../api/exceptions.ts';
import { Redaction, type Replacement } from './redaction.ts';

/** Options as they were given, with null where the client sent JSON null. */
type Given = Readonly<Record<string, string | null>>;

/**
 * A config with its references resolved.
 *
 * Shape: `references` has the options that had one, as they were given; `failures` says per option why it could not be
 * resolved, and such an option keeps its text.
 */
export interface ResolvedConfig {
  readonly config: Config;
  readonly references: Config;
  readonly failures: ReadonlyMap<string, string>;
  readonly redaction: Redaction;
}

/** These name things that are shown everywhere, so they are never resolved. */
const LITERAL = ['name', 'connector.class'];

/**
 * Resolves references `${provider:path:key}` and `${provider:key}`.
 *
 * Shape: a provider that the worker does not have leaves its reference as text, as upstream does; unlike there, a key that is
 * not found is a failure. Results are not resolved again. Source: kafka 4.x `ConfigTransformer`; KIP-297.
 */
export class ConfigTransformer {
  readonly #providers: ReadonlyMap<string, ConfigProvider>;

  constructor(providers: ReadonlyMap<string, ConfigProvider>) {
    this.#providers = providers;
  }

  /** Resolves what can be resolved. Options without a value are left out. */
  resolve(given: Given): ResolvedConfig {
    const config: Record<string, string> = Object.create(null);
    const references: Record<string, string> = Object.create(null);
    const failures = new Map<string, string>();
    const replacements: Replacement[] = [];
    for (const [option, text] of Object.entries(given)) {
      if (text === null) continue;
      config[option] = text;
      if (this.#providers.size === 0 || LITERAL.includes(option)) continue;
      try {
        const found = this.#resolveText(option, text);
        if (!found) continue;
        config[option] = found.text;
        replacements.push(...found.replacements);
      } catch (error) {
        if (!(error instanceof ConfigException)) throw error;
        failures.set(option, error.message);
      }
      references[option] = text;
    }
    return { config, references, failures, redaction: new Redaction(replacements) };
  }

  /** Resolves all of a config. Errors: ConfigException that names the first option and its reference. */
  require(given: Given): ResolvedConfig {
    const resolved = this.resolve(given);
    const [failure] = resolved.failures.values();
    if (failure !== undefined) throw new ConfigException(failure);
    return resolved;
  }

  #resolveText(option: string, text: string): { text: string; replacements: Replacement[] } | undefined {
    const replacements: Replacement[] = [];
    let result = '';
    let end = 0;
    for (const reference of findReferences(text)) {
      const provider = this.#providers.get(reference.provider);
      if (!provider) continue;
      const value = lookUp(provider, reference, option);
      replacements.push([value, reference.text]);
      result += text.slice(end, reference.start) + value;
      end = reference.start + reference.text.length;
    }
    return replacements.length === 0 ? undefined : { text: result + text.slice(end), replacements };
  }
}

interface Reference {
  readonly start: number;
  readonly text: string;
  readonly provider: string;
  readonly path: string;
  readonly key: string;
}

function lookUp(provider: ConfigProvider, { text, path, key }: Reference, option: string): string {
  try {
    return provider.get(path, key);
  } catch (error) {
    // What else a provider throws may quote what it read.
    const reason = error instanceof ConfigException ? error.message : 'the provider failed';
    throw ConfigException.invalid(option, text, reason);
  }
}

/** Finds what Kafka's pattern `\$\{([^}]*?):(([^}]*?):)?([^}]*?)\}` finds, in linear time. */
function* findReferences(text: string): Generator<Reference> {
  let start = text.indexOf('${');
  let colon = -1;
  let close = -1;
  while (start >= 0) {
    const from = start + 2;
    if (close < from) close = text.indexOf('}', from);
    if (colon < from) colon = text.indexOf(':', from);
    if (close < 0 || colon < 0) return;
    if (colon > close) {
      start = text.indexOf('${', from);
      continue;
    }
    const rest = text.slice(colon + 1, close);
    const second = rest.indexOf(':');
    yield {
      start,
      text: text.slice(start, close + 1),
      provider: text.slice(from, colon),
      path: second < 0 ? '' : rest.slice(0, second),
      key: rest.slice(second + 1),
    };
    start = text.indexOf('${', close + 1);
  }
}
