import type { RE2JS } from 're2js';
import { ConfigDef } from '../api/config-def.ts';
import { nonEmptyString } from '../api/config-validators.ts';
import type { Config } from '../api/connector.ts';
import { compileRegex, validRegex } from '../api/regex.ts';
import type { ConnectRecord, Predicate } from '../api/transformation.ts';
import { predicate } from './plugin.ts';

const PATTERN = 'pattern';

/** True for records whose whole topic name matches. Runs on RE2, in linear time. Source: kafka 4.3 `TopicNameMatches`. */
class TopicNameMatches implements Predicate {
  #pattern: RE2JS | undefined;
  /** Records come in runs of the same topic. */
  #last: { topic: string; isMatch: boolean } | undefined;

  config(): ConfigDef {
    return new ConfigDef().define({
      name: PATTERN,
      type: 'STRING',
      validator: (name, value) => {
        nonEmptyString(name, value);
        validRegex(name, value);
      },
      importance: 'MEDIUM',
      documentation: 'Regular expression in Java’s syntax that the whole name of the topic must match.',
    });
  }

  configure(config: Config): void {
    const pattern = String(
      this.config()
        .parse(new Map(Object.entries(config)))
        .get(PATTERN),
    );
    this.#pattern = compileRegex(PATTERN, pattern);
    this.#last = undefined;
  }

  test({ topic }: ConnectRecord): boolean {
    if (this.#last?.topic !== topic) {
      this.#last = { topic, isMatch: this.#pattern?.matcher(topic).matches() ?? false };
    }
    return this.#last.isMatch;
  }
}

/** `TopicNameMatches` as a plugin. */
export const topicNameMatches = predicate('TopicNameMatches', () => new TopicNameMatches());
