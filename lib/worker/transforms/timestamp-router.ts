import { systemClock } from '../../base/clock.ts';
import { ConfigDef } from '../api/config-def.ts';
import type { Config } from '../api/connector.ts';
import { DataException } from '../api/exceptions.ts';
import { SimpleDateFormat } from '../api/simple-date-format.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';
import { ParsedConfig } from './config.ts';
import { transformation } from './plugin.ts';

const TOPIC_FORMAT = 'topic.format';
const TIMESTAMP_FORMAT = 'timestamp.format';

/** Makes the topic from its name and the record's timestamp in UTC. Source: kafka 4.3 `TimestampRouter`. */
class TimestampRouter implements Transformation {
  #topicFormat = '';
  #timestampFormat: SimpleDateFormat | undefined;

  config(): ConfigDef {
    return new ConfigDef()
      .define({
        name: TOPIC_FORMAT,
        type: 'STRING',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are Kafka's, not JavaScript's
        defaultValue: '${topic}-${timestamp}',
        importance: 'HIGH',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
        documentation: 'Name of the new topic, in which ${topic} and ${timestamp} are filled in.',
      })
      .define({
        name: TIMESTAMP_FORMAT,
        type: 'STRING',
        defaultValue: 'yyyyMMdd',
        importance: 'HIGH',
        documentation: 'How the timestamp is written, as a pattern of java.text.SimpleDateFormat.',
      });
  }

  configure(config: Config): void {
    const parsed = new ParsedConfig(this.config(), config);
    this.#topicFormat = parsed.text(TOPIC_FORMAT);
    this.#timestampFormat = new SimpleDateFormat(parsed.text(TIMESTAMP_FORMAT), systemClock.now());
  }

  apply(record: ConnectRecord): ConnectRecord {
    if (record.timestamp === null) {
      throw new DataException(`Timestamp missing on record: ConnectRecord{topic='${record.topic}'}`);
    }
    const timestamp = this.#timestampFormat?.format(new Date(record.timestamp)) ?? '';
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are Kafka's, not JavaScript's
    const withTopic = this.#topicFormat.replaceAll('${topic}', () => record.topic);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    return { ...record, topic: withTopic.replaceAll('${timestamp}', () => timestamp) };
  }
}

/** `TimestampRouter` as a plugin. */
export const timestampRouter = transformation('TimestampRouter', () => new TimestampRouter());
