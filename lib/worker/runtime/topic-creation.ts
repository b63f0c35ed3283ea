import type { Config } from '../api/connector.ts';

const PREFIX = 'topic.creation.';
const DEFAULT_GROUP = 'default';
/** What the log gives a topic of which nobody says how many partitions it has. */
const LOG_DEFAULT = 1;

/** How many partitions a topic gets when it is made. */
export type NewPartitions = (topic: string) => number;

interface Group {
  readonly partitions: number;
  readonly includes: (topic: string) => boolean;
}

/**
 * Reads `topic.creation.*` of a source: the first group whose `include` fits a topic, and whose `exclude` does not, says how
 * many partitions it gets, else the group `default`. Replication is nothing that a log of one machine has.
 *
 * Patterns run on RE2, and fit whole names. Source: kafka 4.x `TopicCreationGroup`; KIP-158.
 */
export async function readTopicCreation(config: Config): Promise<NewPartitions> {
  const names = listOf(config[`${PREFIX}groups`]).filter((name) => name !== DEFAULT_GROUP);
  const rest = partitionsOf(config, DEFAULT_GROUP);
  if (names.length === 0) return () => rest ?? LOG_DEFAULT;
  const { RE2JS } = await import('re2js');
  const groups = names.map((name): Group => {
    const patterns = (option: string) =>
      listOf(config[`${PREFIX}${name}.${option}`]).map((pattern) => RE2JS.compile(pattern));
    const [include, exclude] = [patterns('include'), patterns('exclude')];
    return {
      partitions: partitionsOf(config, name) ?? rest ?? LOG_DEFAULT,
      includes: (topic) =>
        include.some((pattern) => pattern.matches(topic)) &&
        !exclude.some((pattern) => pattern.matches(topic)),
    };
  });
  return (topic) => groups.find(({ includes }) => includes(topic))?.partitions ?? rest ?? LOG_DEFAULT;
}

/** Shape: undefined where it is not said; -1 is the log's default. */
function partitionsOf(config: Config, group: string): number | undefined {
  const text = config[`${PREFIX}${group}.partitions`];
  const count = Number(text);
  if (text === undefined || !Number.isInteger(count)) return undefined;
  return count < 1 ? LOG_DEFAULT : count;
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
