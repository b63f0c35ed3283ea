import { isUtf8 } from 'node:buffer';
import { readSync } from 'node:fs';
import { readUtf8 } from '../../../base/utf8.ts';

/** How CSV is written. Shape: code points below 128; without a quote every newline ends a record. */
export interface Dialect {
  readonly delimiter: number;
  readonly quote: number | undefined;
}

/** Where reading goes on. Units: `position` bytes from the beginning, `line` newlines before it. */
export interface Place {
  readonly position: number;
  readonly line: number;
}

/** How a file is read. Shape: no `dialect` for lines; `end` is where the file is taken to end, in bytes. */
export interface ReaderOptions {
  readonly dialect?: Dialect | undefined;
  readonly end?: number;
}

/**
 * A record as it stands in the file.
 *
 * Shape: `text` without its line end; `line` is the one it begins in, counted from 1; `next` is the place after it. With a
 * `problem` it is one line that cannot be read, whose text is empty.
 */
export interface RawRecord {
  readonly text: string;
  readonly line: number;
  readonly next: Place;
  readonly problem?: string;
}

const BUFFER_BYTES = 256 * 1024;
/** Longest record. Units: bytes. */
const MAX_RECORD_BYTES = 1024 * 1024;
const NEWLINE = 10;
const RETURN = 13;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts an open file into records, from a place between two of them on: lines, and with a dialect those of CSV, in which a quoted
 * field may hold newlines. Blank lines are none.
 *
 * Invariant: places depend on the bytes alone, so that a reader that begins at any of them finds the same records. That is
 * why no CSV library stands here: csv-parse, which counts bytes, reads ahead of what it hands out, does not say where a bad
 * record ended, and loses the good ones behind it.
 * Errors: those of the system.
 */
export class RecordReader {
  readonly #fd: number;
  readonly #dialect: Dialect | undefined;
  readonly #fileEnd: number;
  #buffer: Buffer;
  /** What of the buffer is filled, so that a search ends there. */
  #filled: Buffer;
  /** Unread bytes are `#buffer[#from, #to)`; `#position` is the place of `#from` in the file. */
  #from = 0;
  #to = 0;
  #position: number;
  #line: number;
  /** Where the next quote is, `#to` when there is none; below `#from` when that is not known. */
  #quoteAt = -1;

  constructor(fd: number, start: Place, options: ReaderOptions = {}) {
    this.#dialect = options.dialect;
    this.#fileEnd = options.end ?? Number.POSITIVE_INFINITY;
    this.#buffer = Buffer.allocUnsafeSlow(
      Math.min(BUFFER_BYTES, Math.max(this.#fileEnd - start.position, 0) + 1),
    );
    this.#filled = this.#buffer.subarray(0, 0);
    this.#position = start.position;
    this.#line = start.line;
    this.#fd = fd;
  }

  /** The next record; undefined at the end of the file, whose last record needs no newline. */
  next(): RawRecord | undefined {
    if (this.#position === 0) this.#skipByteOrderMark();
    for (;;) {
      const end = this.#findEnd();
      if (end === undefined) return this.#from === this.#to ? undefined : this.#takeBroken();
      const record = this.#take(end);
      if (record) return record;
    }
  }

  #skipByteOrderMark(): void {
    while (this.#to - this.#from < BYTE_ORDER_MARK.length && this.#fill());
    if (this.#filled.indexOf(BYTE_ORDER_MARK, this.#from) !== this.#from) return;
    this.#from += BYTE_ORDER_MARK.length;
    this.#position += BYTE_ORDER_MARK.length;
  }

  /** Where the record's newline is, or the file's end; undefined where there is no record, or none that ends in time. */
  #findEnd(): number | undefined {
    let isMore = true;
    while (isMore && this.#to - this.#from <= MAX_RECORD_BYTES) {
      const end = this.#endWithin();
      if (end >= 0) return end;
      isMore = this.#fill();
    }
    const end = isMore ? this.#endWithin() : this.#to;
    const isRecord = end > this.#from && end - this.#from <= MAX_RECORD_BYTES;
    return isRecord && (isMore || !this.#endsInQuotes()) ? end : undefined;
  }

  /** The newline that ends the record among the bytes that are there, or -1. */
  #endWithin(): number {
    const newline = this.#filled.indexOf(NEWLINE, this.#from);
    const quote = this.#dialect?.quote;
    if (newline < 0 || quote === undefined || this.#findQuote(quote) > newline) return newline;
    return this.#walk(quote).end;
  }

  #endsInQuotes(): boolean {
    const quote = this.#dialect?.quote;
    return quote !== undefined && this.#walk(quote).inQuotes;
  }

  /** A quote opens at the beginning of a field only; two within quotes stand for one. */
  #walk(quote: number): { readonly end: number; readonly inQuotes: boolean } {
    const [buffer, delimiter] = [this.#filled, this.#dialect?.delimiter];
    let inQuotes = false;
    let isFieldStart = true;
    for (let at = this.#from; at < this.#to; at += 1) {
      const byte = buffer[at];
      if (inQuotes) {
        if (byte !== quote) continue;
        if (buffer[at + 1] === quote) at += 1;
        else inQuotes = false;
      } else if (byte === quote && isFieldStart) {
        inQuotes = true;
        isFieldStart = false;
      } else if (byte === NEWLINE) {
        return { end: at, inQuotes };
      } else {
        isFieldStart = byte === delimiter;
      }
    }
    return { end: -1, inQuotes };
  }

  #findQuote(quote: number): number {
    if (this.#quoteAt < this.#from) {
      const at = this.#filled.indexOf(quote, this.#from);
      this.#quoteAt = at < 0 ? this.#to : at;
    }
    return this.#quoteAt;
  }

  /** Takes what ends before `end`; undefined for a blank line. */
  #take(end: number): RawRecord | undefined {
    const [from, line] = [this.#from, this.#line + 1];
    const textEnd = end > from && this.#buffer[end - 1] === RETURN ? end - 1 : end;
    const text = readUtf8(this.#buffer, from, textEnd);
    const isReadable = isUtf8(this.#buffer.subarray(from, textEnd));
    this.#passBy(Math.min(end + 1, this.#to));
    if (textEnd === from) return undefined;
    const next = { position: this.#position, line: this.#line };
    return isReadable ? { text, line, next } : { text: '', line, next, problem: 'it is not in UTF-8' };
  }

  /** Gives up a record without an end: its first line is the bad one, the next begins anew. */
  #takeBroken(): RawRecord {
    const line = this.#line + 1;
    const isTooLong = this.#to - this.#from > MAX_RECORD_BYTES;
    let newline = this.#filled.indexOf(NEWLINE, this.#from);
    while (newline < 0) {
      this.#passBy(this.#to);
      if (!this.#fill()) break;
      newline = this.#filled.indexOf(NEWLINE, this.#from);
    }
    if (newline >= 0) this.#passBy(newline + 1);
    const problem = isTooLong
      ? `it is longer than ${MAX_RECORD_BYTES} bytes, or has a quote that is not closed`
      : 'it has a quote that is not closed';
    return { text: '', line, next: { position: this.#position, line: this.#line }, problem };
  }

  #passBy(to: number): void {
    let newline = this.#filled.indexOf(NEWLINE, this.#from);
    for (; newline >= 0 && newline < to; newline = this.#filled.indexOf(NEWLINE, newline + 1))
      this.#line += 1;
    this.#position += to - this.#from;
    this.#from = to;
  }

  /** Reads more bytes behind the unread ones; false at the end of the file. */
  #fill(): boolean {
    this.#buffer.copyWithin(0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
    this.#quoteAt = -1;
    if (this.#to === this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
      this.#buffer.copy(larger, 0, 0, this.#to);
      this.#buffer = larger;
    }
    const at = this.#position + this.#to;
    const length = Math.min(this.#buffer.length - this.#to, this.#fileEnd - at);
    const count = length > 0 ? readSync(this.#fd, this.#buffer, this.#to, length, at) : 0;
    this.#to += count;
    this.#filled = this.#buffer.subarray(0, this.#to);
    return count > 0;
  }
}
