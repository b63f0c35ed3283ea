/** What was asked of a task from outside, as its own loop sees it. */
export class TaskControl {
  readonly #stop = new AbortController();
  #isPaused: boolean;
  #change = Promise.withResolvers<undefined>();
  #interrupt: () => void = () => undefined;

  constructor(startPaused: boolean) {
    this.#isPaused = startPaused;
  }

  /** Aborts when the task shall stop. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  get isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#signal();
  }

  stop(): void {
    this.#stop.abort(new Error('The task is stopping'));
    this.#signal();
  }

  /** Waits for `work`, or for the task to be asked something, whichever comes first; undefined in that case. */
  orAsked<T>(work: Promise<T>): Promise<T | undefined> {
    if (this.isStopping) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#interrupt = () => resolve(undefined);
      work.then(resolve, reject);
    });
  }

  /** Waits for `work`; when the task is paused meanwhile, `whilePaused` runs, and the wait goes on after it. */
  async heedingPause<T>(work: Promise<T>, whilePaused: () => Promise<void>): Promise<T> {
    const boxed = work.then((value) => ({ value }));
    boxed.catch(() => undefined);
    for (;;) {
      // Who stops the task gives up what it waits for, too.
      if (this.isStopping) return work;
      const done = await this.orAsked(boxed);
      if (done) return done.value;
      if (this.isPaused) await whilePaused();
    }
  }

  /** Resolves when the task is not paused any more, or shall stop. */
  async untilNotPaused(): Promise<void> {
    while (this.#isPaused && !this.isStopping) {
      await this.#change.promise;
    }
  }

  #signal(): void {
    this.#interrupt();
    this.#change.resolve(undefined);
    this.#change = Promise.withResolvers<undefined>();
  }
}
