import type { RE2JS } from 're2js';
import { ConfigDef } from '../api/config-def.ts';
import type { Config } from '../api/connector.ts';
import { IllegalArgumentException } from '../api/exceptions.ts';
import { compileRegex, validRegex } from '../api/regex.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig } from './config.ts';
import { transformation } from './plugin.ts';

const REGEX = 'regex';
const REPLACEMENT = 'replacement';

/**
 * Renames the topic when the pattern matches all of it. Patterns run on RE2, so none can take more than linear time.
 *
 * Errors: IllegalArgumentException for a replacement with a group the pattern does not have.
 * Source: kafka 4.3 `RegexRouter`.
 */
class RegexRouter implements Transformation {
  #regex: RE2JS | undefined;
  #replacement = '';
  /** Records come in runs of the same topic. */
  #last: { from: string; to: string } | undefined;

  config(): ConfigDef {
    return new ConfigDef()
      .define({
        name: REGEX,
        type: 'STRING',
        validator: validRegex,
        importance: 'HIGH',
        documentation: 'Pattern the whole name of the topic must match for it to be renamed.',
      })
      .define({
        name: REPLACEMENT,
        type: 'STRING',
        importance: 'HIGH',
        documentation: 'New name of the topic; $1 stands for the first group of the pattern.',
      });
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    this.#regex = compileRegex(REGEX, parsed.text(REGEX));
    this.#replacement = parsed.text(REPLACEMENT);
    this.#last = undefined;
  }

  apply(record: ConnectRecord): ConnectRecord {
    if (this.#last?.from !== record.topic) this.#last = { from: record.topic, to: this.#route(record.topic) };
    return this.#last.to === record.topic ? record : { ...record, topic: this.#last.to };
  }

  #route(topic: string): string {
    const matcher = this.#regex?.matcher(topic);
    if (!matcher?.matches()) return topic;
    try {
      return matcher.replaceFirst(this.#replacement, true);
    } catch (error) {
      const message = (error as Error).message.replace('n > number of groups: ', 'No group ');
      throw new IllegalArgumentException(message);
    }
  }
}

/** `RegexRouter` as a plugin. */
export const regexRouter = transformation('RegexRouter', () => new RegexRouter());
