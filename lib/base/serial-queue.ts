/**
 * Runs jobs strictly one after the other, in the order they were added; a job that fails does not stop the
 * next one.
 *
 * Errors: `run` rejects with what its own job threw.
 */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #length = 0;

  /** How many jobs wait or run. */
  get length(): number {
    return this.#length;
  }

  run<T>(job: () => Promise<T> | T): Promise<T> {
    this.#length += 1;
    const result = this.#tail.then(job).finally(() => {
      this.#length -= 1;
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything added so far has ended, well or not. */
  idle(): Promise<void> {
    return this.#tail.then(() => undefined);
  }
}
