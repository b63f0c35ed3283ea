import type { ConsumerPort, FetchedBatch, FetchResult, PartitionOffset } from '../kafka/ports.ts';
import { nextOffsetOf } from '../kafka/record-batch.ts';
import { partitionKey, rotate } from './sink-subscription.ts';

const FETCH_BYTES = 1024 * 1024;
const AHEAD_WAIT_MS = 500;

/** Where a sink task stands, and which topics it knows of. Units: ms. */
export interface FetchFrom {
  readonly positions: readonly PartitionOffset[];
  readonly topicsVersion: number;
  readonly waitMs: number;
}

/**
 * Fetches for a sink task, the next batches while it works on the last ones.
 *
 * Each fetch begins with another partition, so that none starves.
 */
export class FetchAhead {
  readonly #ports: ConsumerPort;
  #round = 0;
  #ahead: { positions: readonly PartitionOffset[]; fetched: Promise<FetchResult> } | undefined;

  constructor(ports: ConsumerPort) {
    this.#ports = ports;
  }

  /** What comes from these positions on: what was asked for ahead, unless the task stands elsewhere now. */
  fetch(from: FetchFrom): Promise<FetchResult> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead && isSame(ahead.positions, from.positions) ? ahead.fetched : this.#request(from);
  }

  /** Asks for what comes after these batches, which were fetched from there. */
  prepare({ positions, topicsVersion }: FetchFrom, batches: readonly FetchedBatch[]): void {
    const ends = new Map(batches.map((batch) => [partitionKey(batch), nextOffsetOf(batch.bytes)]));
    const next = positions.map((position) => ({
      ...position,
      offset: ends.get(partitionKey(position)) ?? position.offset,
    }));
    const fetched = this.#request({ positions: next, topicsVersion, waitMs: AHEAD_WAIT_MS });
    fetched.catch(() => undefined);
    this.#ahead = { positions: next, fetched };
  }

  #request({ positions, topicsVersion, waitMs }: FetchFrom): Promise<FetchResult> {
    this.#round += 1;
    return this.#ports.fetch({
      ...{ positions: rotate([...positions], this.#round), topicsVersion },
      ...{ maxBytes: FETCH_BYTES, waitMs },
    });
  }
}

function isSame(some: readonly PartitionOffset[], others: readonly PartitionOffset[]): boolean {
  return (
    some.length === others.length &&
    some.every((position, index) => {
      const other = others[index];
      return (
        other !== undefined &&
        position.offset === other.offset &&
        partitionKey(position) === partitionKey(other)
      );
    })
  );
}
