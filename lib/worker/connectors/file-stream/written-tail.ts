import { readSync } from 'node:fs';

/** Where a file stood when an offset was committed. Units: `length` bytes. */
interface CommittedPlace {
  readonly file: string;
  readonly length: number;
}

/** The text a file sink keeps with its committed offset. */
export function toMetadata(place: CommittedPlace): string {
  return JSON.stringify(place);
}

/** The length a file had at the last commit, or undefined when the text is of another file or of something else. */
export function committedLength(metadata: string | undefined, file: string): number | undefined {
  if (metadata === undefined) return undefined;
  try {
    const place = JSON.parse(metadata) as Partial<CommittedPlace>;
    return place.file === file && Number.isSafeInteger(place.length) ? place.length : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What a file holds beyond its last commit: lines that were written before the worker was killed and come again now.
 *
 * As long as the bytes to be written are those that already stand there, they need not be written again. The first
 * difference ends that: whatever stands there was not ours, and everything after it is appended.
 */
export class WrittenTail {
  readonly #fd: number;
  readonly #end: number;
  #at: number;

  /** Units: bytes. `from`: length at the last commit; `size`: length now. */
  constructor(fd: number, from: number, size: number) {
    this.#fd = fd;
    this.#at = from;
    this.#end = size;
  }

  /** How many of these bytes already stand in the file. Fewer than all: the rest is to be appended, and this is over. */
  countWritten(bytes: Uint8Array): number {
    const there = Buffer.allocUnsafe(Math.min(bytes.length, this.#end - this.#at));
    const read = readSync(this.#fd, there, 0, there.length, this.#at);
    const isSame = read === there.length && there.equals(bytes.subarray(0, there.length));
    if (!isSame) return 0;
    this.#at += there.length;
    return there.length;
  }

  /** Up to where the file's bytes were recognised. */
  get at(): number {
    return this.#at;
  }

  get isOver(): boolean {
    return this.#at >= this.#end;
  }
}
