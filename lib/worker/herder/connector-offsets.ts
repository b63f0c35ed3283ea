import type { Clock } from '../../base/clock.ts';
import type { ConnectorOffsets } from '../../connect/rest/connectors.ts';
import type { Config, OffsetChange } from '../api/connector.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { ConnectorPlugin } from '../api/plugin.ts';
import type { SourceMap } from '../api/record.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import type { PartitionOffset } from '../kafka/ports.ts';
import type { ResolvedConfig } from '../runtime/config-transformer.ts';
import type { ConnectorFactory } from '../runtime/remote-connector.ts';
import { withTimeLimit } from '../runtime/time-limit.ts';
import type { OffsetBackingStore } from '../storage/offset-backing-store.ts';
import { BadRequestException } from './exceptions.ts';

/** The consumer groups as the herder sees them. */
export interface GroupPort {
  committed(group: string): Promise<readonly PartitionOffset[]>;
  alterGroup(
    group: string,
    offsets: readonly { topic: string; partition: number; offset: number | null }[],
  ): Promise<void>;
}

/** A connector whose offsets are read or set. */
export interface OffsetsOf {
  readonly name: string;
  readonly plugin: ConnectorPlugin;
  readonly resolved: ResolvedConfig;
}

const ALTER_LIMIT_MS = 60_000;

/**
 * Reads, alters and resets the offsets of stopped connectors.
 *
 * Errors: BadRequestException for what is wrong with the request, also where the connector itself rejects it.
 * Source: kafka 4.x `Worker#modifyConnectorOffsets`, `SinkUtils#parseSinkConnectorOffsets`; KIP-875.
 */
export class ConnectorOffsetsManager {
  readonly #offsets: OffsetBackingStore;
  readonly #groups: GroupPort;
  readonly #clock: Clock;
  readonly #createConnector: ConnectorFactory;

  constructor(deps: {
    offsets: OffsetBackingStore;
    groups: GroupPort;
    clock: Clock;
    createConnector: ConnectorFactory;
  }) {
    this.#offsets = deps.offsets;
    this.#groups = deps.groups;
    this.#clock = deps.clock;
    this.#createConnector = deps.createConnector;
  }

  async read({ name, plugin, resolved }: OffsetsOf): Promise<ConnectorOffsets> {
    if (plugin.type === 'source') {
      return {
        offsets: this.#offsets.offsetsOf(name).map(({ partition, offset }) => ({ partition, offset })),
      };
    }
    const committed = await this.#groups.committed(groupOf(name, resolved.config));
    return {
      offsets: committed.filter(hasRead).map(({ topic, partition, offset }) => ({
        partition: { kafka_topic: topic, kafka_partition: partition },
        offset: { kafka_offset: offset },
      })),
    };
  }

  /** Sets offsets; answers the message for the client. */
  async alter(of: OffsetsOf, changes: readonly OffsetChange[]): Promise<string> {
    return this.#modify(of, changes, 'altered');
  }

  /** Forgets every known offset; answers the message for the client. */
  async reset(of: OffsetsOf): Promise<string> {
    const known = await this.read(of);
    const changes = known.offsets.map(({ partition }) => ({ partition, offset: null }));
    return this.#modify(of, changes, 'reset');
  }

  async #modify(of: OffsetsOf, changes: readonly OffsetChange[], verb: 'altered' | 'reset'): Promise<string> {
    const isSink = of.plugin.type === 'sink';
    const sinkOffsets = isSink ? changes.map(parseSinkChange) : [];
    const isAccepted = await this.#askConnector(of, changes);
    if (isSink) await this.#groups.alterGroup(groupOf(of.name, of.resolved.config), sinkOffsets);
    else await this.#alterSource(of.name, changes);
    return isAccepted
      ? `The offsets for this connector have been ${verb} successfully`
      : `The Connect framework-managed offsets for this connector have been ${verb} successfully. However, if this connector manages offsets externally, they will need to be manually ${verb} in the system that the connector uses.`;
  }

  async #alterSource(name: string, changes: readonly OffsetChange[]): Promise<void> {
    try {
      await this.#offsets.alter(name, changes);
    } catch (error) {
      if (error instanceof KafkaStorageException) throw error;
      if (error instanceof ConnectException) throw new BadRequestException(error.message, { cause: error });
      throw error;
    }
  }

  async #askConnector(
    { name, plugin, resolved }: OffsetsOf,
    changes: readonly OffsetChange[],
  ): Promise<boolean> {
    const [failure] = resolved.failures.values();
    if (failure !== undefined) throw new BadRequestException(failure);
    for (const { partition, offset } of changes) {
      for (const map of [partition, offset]) if (map) checkPrimitives(map);
    }
    const message = `Timed out while calling the 'alterOffsets' method for ${plugin.type} connector ${name}`;
    const connector = this.#createConnector(plugin);
    const call = async () => (await connector.alterOffsets?.(resolved.config, changes)) ?? false;
    try {
      return await withTimeLimit(this.#clock, ALTER_LIMIT_MS, message, call);
    } catch (thrown) {
      const error = resolved.redaction.error(thrown);
      if (error instanceof ConnectException) throw new BadRequestException(error.message, { cause: error });
      throw new ConnectException(`Failed to modify offsets for ${plugin.type} connector ${name}`, {
        cause: error,
      });
    } finally {
      connector.dispose?.();
    }
  }
}

/** The consumer group of a sink. */
export function groupOf(name: string, config: Config): string {
  return config['consumer.override.group.id'] ?? `connect-${name}`;
}

function checkPrimitives(map: SourceMap): void {
  for (const [field, value] of Object.entries(map)) {
    if (value === null || typeof value !== 'object') continue;
    const type = Array.isArray(value) ? 'ARRAY' : 'MAP';
    throw new BadRequestException(
      `Offsets may only contain primitive types as values, but field ${field} contains ${type}`,
    );
  }
}

function parseSinkChange({ partition, offset }: OffsetChange) {
  if (!partition) {
    throw new BadRequestException('The partition for a sink connector offset cannot be null or missing');
  }
  if (!Object.hasOwn(partition, 'kafka_topic') || !Object.hasOwn(partition, 'kafka_partition')) {
    throw new BadRequestException(
      "The partition for a sink connector offset must contain the keys 'kafka_topic' and 'kafka_partition'",
    );
  }
  const { kafka_topic: topic, kafka_partition: number } = partition;
  if (topic === null)
    throw new BadRequestException('Kafka topic names must be valid strings and may not be null');
  if (number === null)
    throw new BadRequestException('Kafka partitions must be valid numbers and may not be null');
  const partitionNumber = parseWhole(number, (text) => {
    return `Failed to parse the following Kafka partition value in the provided offsets: '${text}'. Partition values for sink connectors need to be integers.`;
  });
  return {
    topic: String(topic),
    partition: partitionNumber,
    offset: offset === null ? null : parseSinkOffset(offset),
  };
}

function parseSinkOffset(offset: SourceMap): number {
  if (!Object.hasOwn(offset, 'kafka_offset')) {
    throw new BadRequestException(
      "The offset for a sink connector should either be null or contain the key 'kafka_offset'",
    );
  }
  return parseWhole(offset.kafka_offset, (text) => {
    return `Failed to parse the following Kafka offset value in the provided offsets: '${text}'. Offset values for sink connectors need to be integers.`;
  });
}

function parseWhole(value: unknown, wording: (text: string) => string): number {
  const text = String(value);
  if (!/^[+-]?\d+$/.test(text)) throw new BadRequestException(wording(text));
  const number = Number(text);
  if (number < 0 || !Number.isSafeInteger(number)) {
    throw new BadRequestException(
      `Kafka partitions and offsets may not be negative or above 2^53, but got ${text}`,
    );
  }
  return number;
}

/** False for the place a sink kept before its first record: Kafka has no committed offset then. */
function hasRead({ offset, metadata }: PartitionOffset): boolean {
  return offset > 0 || metadata === undefined;
}
