import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { readUtf8 } from '../../../base/utf8.ts';
import { ConnectException } from '../../api/exceptions.ts';

/** Longest line that is read. Units: bytes. */
const MAX_LINE_BYTES = 1024 * 1024;
const BUFFER_BYTES = 512 * 1024;
const NEWLINE = 10;
const RETURN = 13;

/** A line without its terminator. Units: `end` is the position in the file after the terminator, in bytes. */
export interface Line {
  readonly text: string;
  readonly end: number;
}

/**
 * Reads the complete lines of a growing file from a byte position on.
 *
 * A line ends with `\n` or `\r\n`; the last one without a terminator is not read until it has one. A file that became
 * shorter than what was read, or was replaced, is read from its beginning.
 * Errors: ConnectException for a line above 1 MiB; the system's errors of read and open, except "no such file".
 */
export class LineReader {
  readonly #path: string;
  #fd: number | undefined;
  #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  /** What of the buffer is filled, so that a search ends there. */
  #filled = this.#buffer.subarray(0, 0);
  /** Unread bytes are `#buffer[#from, #to)`; `#position` is the place of `#from` in the file. */
  #from = 0;
  #to = 0;
  #position: number;

  constructor(path: string, position: number) {
    this.#path = path;
    this.#position = position;
  }

  /** Returns up to `limit` lines; empty when there is none now. */
  read(limit: number): Line[] {
    if (this.#fd === undefined && !this.#open()) return [];
    const lines: Line[] = [];
    while (lines.length < limit) {
      const at = this.#filled.indexOf(NEWLINE, this.#from);
      if (at >= 0) lines.push(this.#take(at));
      else if (lines.length > 0 || !this.#fill()) break;
    }
    return lines;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #take(newlineAt: number): Line {
    const hasReturn = newlineAt > this.#from && this.#buffer[newlineAt - 1] === RETURN;
    const text = readUtf8(this.#buffer, this.#from, hasReturn ? newlineAt - 1 : newlineAt);
    this.#position += newlineAt + 1 - this.#from;
    this.#from = newlineAt + 1;
    return { text, end: this.#position };
  }

  /** Reads more bytes behind the unread ones; false when the file has none. */
  #fill(): boolean {
    if (this.#fd === undefined) return false;
    this.#makeRoom();
    const at = this.#position + this.#to - this.#from;
    const count = readSync(this.#fd, this.#buffer, this.#to, this.#buffer.length - this.#to, at);
    this.#to += count;
    this.#filled = this.#buffer.subarray(0, this.#to);
    if (count > 0) return true;
    this.#startOverIfReplaced(this.#fd, at);
    return false;
  }

  #makeRoom(): void {
    this.#buffer.copyWithin(0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
    this.#filled = this.#buffer.subarray(0, this.#to);
    if (this.#to < this.#buffer.length) return;
    if (this.#buffer.length > MAX_LINE_BYTES) {
      throw new ConnectException(
        `The line at byte ${this.#position} of ${this.#path} is longer than ${MAX_LINE_BYTES} bytes`,
      );
    }
    const larger = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
    this.#buffer.copy(larger, 0, 0, this.#to);
    this.#buffer = larger;
  }

  #startOverIfReplaced(fd: number, readUpTo: number): void {
    const opened = fstatSync(fd);
    const named = statSync(this.#path, { throwIfNoEntry: false });
    const isReplaced = named !== undefined && (named.ino !== opened.ino || named.dev !== opened.dev);
    if (opened.size >= readUpTo && !isReplaced) return;
    this.close();
    this.#from = 0;
    this.#to = 0;
    this.#filled = this.#buffer.subarray(0, 0);
    this.#position = 0;
  }

  #open(): boolean {
    try {
      this.#fd = openSync(this.#path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    if (!fstatSync(this.#fd).isFile()) throw new ConnectException(`${this.#path} is not a regular file`);
    return true;
  }
}
