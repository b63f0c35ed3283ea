/** Larger ones are rare and not worth keeping. */
const MAX_KEPT_BYTES = 1024 * 1024;
const FIRST_BYTES = 64 * 1024;

/**
 * Memory for batches that is used again, instead of left to the garbage collector: it is large, lives shortly, and V8 looks
 * through its whole heap for it.
 *
 * Invariant: whoever gives a buffer back has no view of it any more.
 */
export class BufferPool {
  readonly #most: number;
  #free: ArrayBuffer[] = [];

  /** `most`: how many buffers are kept at most. */
  constructor(most: number) {
    this.#most = most;
  }

  /** A buffer of at least so many bytes, whose content is anything. */
  take(bytes: number): Buffer {
    const found = this.#free.findIndex(({ byteLength }) => byteLength >= bytes);
    const [kept] = found < 0 ? [] : this.#free.splice(found, 1);
    return kept ? Buffer.from(kept) : Buffer.allocUnsafeSlow(sizeFor(bytes));
  }

  /** Takes a buffer back. */
  give(buffer: ArrayBuffer): void {
    if (buffer.byteLength === 0 || buffer.byteLength > MAX_KEPT_BYTES) return;
    if (this.#free.length === this.#most) this.#free.shift();
    this.#free.push(buffer);
  }
}

/** Powers of two, so that what was made for one batch does for the next. */
function sizeFor(bytes: number): number {
  let size = FIRST_BYTES;
  while (size < bytes) size *= 2;
  return size;
}
