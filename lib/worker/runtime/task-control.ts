/** What was asked of a task from outside, as its own loop sees it. */
export class TaskControl {
  readonly #stop = new AbortController();
  #isPaused: boolean;
  #changed: () => void = () => undefined;

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
    this.#changed();
  }

  stop(): void {
    this.#stop.abort(new Error('The task is stopping'));
    this.#changed();
  }

  /** Resolves when the task is not paused any more, or shall stop. */
  async whileRunningIsOff(): Promise<void> {
    while (this.#isPaused && !this.isStopping) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}
