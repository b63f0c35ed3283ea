import type { RE2JS } from 're2js';
import { parseConfigType } from '../api/config-types.ts';
import type { PartitionOffset, TopicInfo, TopicPartition } from '../kafka/ports.ts';

/**
 * Which topics a sink wants, and which of their partitions one of its tasks reads.
 *
 * Partitions are dealt out to the tasks in turn.
 * Patterns run on RE2, so no pattern can take more than linear time. Source: kafka `SinkUtils`, `SinkConnectorConfig`.
 */
export class SinkSubscription {
  readonly #topics: ReadonlySet<string>;
  readonly #pattern: RE2JS | undefined;
  readonly #task: number;
  readonly #tasks: number;

  private constructor(topics: readonly string[], pattern: RE2JS | undefined, task: number, tasks: number) {
    this.#topics = new Set(topics);
    this.#pattern = pattern;
    this.#task = task;
    this.#tasks = tasks;
  }

  /** Reads what a sink's config subscribes to. The pattern engine is large and loaded only by who needs it. */
  static async open(
    config: Readonly<Record<string, string>>,
    task: number,
    tasks: number,
  ): Promise<SinkSubscription> {
    const topics = parseConfigType('topics', config.topics ?? '', 'LIST') as string[];
    const regex = config['topics.regex'] ?? '';
    const pattern = regex === '' ? undefined : (await import('re2js')).RE2JS.compile(regex);
    return new SinkSubscription(topics, pattern, task, tasks);
  }

  /** Topics come in the order they were made, so a new one never moves the partitions of the others to other tasks. */
  assign(topics: readonly Omit<TopicInfo, 'ends'>[]): TopicPartition[] {
    const wanted = topics.filter(({ name }) => this.#wants(name));
    const all = wanted.flatMap(({ name, partitions }) =>
      Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition })),
    );
    return all.filter((_, index) => index % this.#tasks === this.#task);
  }

  #wants(topic: string): boolean {
    if (topic.startsWith('__') && this.#pattern) return false;
    return this.#topics.has(topic) || (this.#pattern?.matcher(topic).matches() ?? false);
  }
}

/** Key of a partition in maps. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${partition}/${topic}`;
}

/** Positions that begin with `first` and go on in a circle, so that no partition starves behind another. */
export function rotate(positions: readonly PartitionOffset[], first: number): PartitionOffset[] {
  if (positions.length === 0) return [];
  const at = first % positions.length;
  return [...positions.slice(at), ...positions.slice(0, at)];
}
