import { SerialQueue } from './serial-queue.ts';

/**
 * Runs jobs of one key strictly one after the other; jobs of different keys do not wait for each other.
 *
 * Errors: `run` rejects with what its own job threw. A key without jobs takes no memory.
 */
export class KeyedQueue {
  readonly #queues = new Map<string, SerialQueue>();

  /** Keys that have a job waiting or running. */
  get size(): number {
    return this.#queues.size;
  }

  run<T>(key: string, job: () => Promise<T> | T): Promise<T> {
    const queue = this.#queues.get(key) ?? new SerialQueue();
    this.#queues.set(key, queue);
    return queue.run(job).finally(() => {
      if (queue.length === 0 && this.#queues.get(key) === queue) this.#queues.delete(key);
    });
  }
}
