import type { Clock } from '../../../base/clock.ts';
import type { Logger } from '../../../base/logger.ts';
import { KafkaStorageException, type StoredBatch } from '../log-store.ts';
import { maxTimestampOf } from '../record-batch.ts';

/** A partition as retention sees it. Units: `appendedBytes` since the log was opened, when it ended at `openedEnd`. */
export interface RetainedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly openedEnd: number;
  readonly appendedBytes: number;
}

/** The log as retention sees it: topics of records only, as compacted topics have no old values. */
export interface RetainedLog {
  retained(): RetainedPartition[];
  oldestBatches(topic: string, partition: number, fromBaseOffset: number, limit: number): StoredBatch[];
  /** Removes the batches that begin before `offset`. Errors: KafkaStorageException. */
  removeBefore(topic: string, partition: number, offset: number): Promise<void>;
}

/** What retention works with. Units: `bytes` per topic partition, times in ms; -1 is without limit. */
export interface RetentionDeps {
  readonly kafka: RetainedLog;
  readonly clock: Clock;
  readonly log: Logger;
  readonly bytes: number;
  readonly ms: number;
  readonly checkMs: number;
}

/** Batches a step looks at: at most 16 MiB, so that nobody waits long for the main thread. */
const STEP_BATCHES = 32;
const STEP_PAUSE_MS = 10;

/**
 * Removes the oldest batches of each topic, in small steps, while what remains is no smaller than the size limit, or
 * while they are older than the time limit; whoever has not read them has lost them.
 *
 * Invariant: the last batch stays, as it tells where the log ends. A batch is as old as its newest timestamp; one
 * without timestamps does not age. Source: kafka `UnifiedLog#deleteOldSegments`, by batches instead of segments.
 */
export class LogRetention {
  readonly #deps: RetentionDeps;
  readonly #stop = new AbortController();
  /** Bytes before `openedEnd` less everything removed since; with the bytes appended, the size. */
  readonly #bases = new Map<string, number>();
  #running: Promise<void> = Promise.resolve();
  #cancel: () => void = () => undefined;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** Checks each interval, from one interval from now on. */
  start(): void {
    this.#cancel = this.#deps.clock.after(this.#deps.checkMs, () => {
      this.#running = this.check().then(() => {
        if (!this.#stop.signal.aborted) this.start();
      });
    });
  }

  /** Removes all that is over a limit; what fails is tried again at the next check. */
  async check(): Promise<void> {
    const { kafka, log, bytes, ms } = this.#deps;
    if (bytes < 0 && ms < 0) return;
    for (const partition of kafka.retained().filter(({ topic }) => !topic.startsWith('__'))) {
      try {
        await this.#shrink(partition);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        const { topic } = partition;
        // That the log cannot be written is reported already.
        if (!(error instanceof KafkaStorageException))
          log.error('Old records could not be removed', { topic, error });
      }
    }
  }

  /** Ends after the step that runs. */
  async close(): Promise<void> {
    this.#cancel();
    this.#stop.abort(new Error('The worker is stopping'));
    await this.#running;
  }

  async #shrink(partition: RetainedPartition): Promise<void> {
    const { kafka, log } = this.#deps;
    const key = JSON.stringify([partition.topic, partition.partition]);
    let removedBytes = 0;
    if (!this.#bases.has(key)) this.#bases.set(key, await this.#measure(partition));
    for (;;) {
      const base = this.#bases.get(key) ?? 0;
      const batches = kafka.oldestBatches(partition.topic, partition.partition, 0, STEP_BATCHES + 1);
      const doomed = this.#doomed(batches, base + partition.appendedBytes);
      const next = batches[doomed.length];
      if (doomed.length === 0 || !next) break;
      await kafka.removeBefore(partition.topic, partition.partition, next.baseOffset);
      const stepBytes = sizeOf(doomed);
      this.#bases.set(key, base - stepBytes);
      removedBytes += stepBytes;
      await this.#pause();
    }
    const { topic } = partition;
    if (removedBytes > 0) log.info('Old records were removed', { topic, removedBytes });
  }

  #doomed(batches: readonly StoredBatch[], sizeBytes: number): StoredBatch[] {
    const { bytes, ms, clock } = this.#deps;
    const doomed: StoredBatch[] = [];
    let left = sizeBytes;
    for (const batch of batches.slice(0, -1)) {
      left -= batch.bytes.length;
      const newest = maxTimestampOf(batch.bytes);
      const isExpired = ms >= 0 && newest >= 0 && clock.now() - newest > ms;
      const isTooMuch = bytes >= 0 && left >= bytes;
      if (!isExpired && !isTooMuch) break;
      doomed.push(batch);
    }
    return doomed;
  }

  /** Counts what was there when the log was opened. */
  async #measure({ topic, partition, openedEnd }: RetainedPartition): Promise<number> {
    let [sizeBytes, from] = [0, 0];
    for (;;) {
      const all = this.#deps.kafka.oldestBatches(topic, partition, from, STEP_BATCHES);
      const batches = all.filter(({ baseOffset }) => baseOffset < openedEnd);
      sizeBytes += sizeOf(batches);
      const last = batches.at(-1);
      if (!last || batches.length < STEP_BATCHES) return sizeBytes;
      from = last.baseOffset + 1;
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    await this.#deps.clock.sleep(STEP_PAUSE_MS, this.#stop.signal);
  }
}

function sizeOf(batches: readonly StoredBatch[]): number {
  return batches.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
