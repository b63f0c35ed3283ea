const DELIMITERS = ':,{}[]"';

/**
 * Cuts a literal into its delimiters and what is between them; a backslash makes a delimiter part of the text.
 *
 * Source: kafka 4.3 `Values.Parser`.
 */
export class LiteralTokens {
  readonly original: string;
  #at = 0;
  #peeked: string | undefined;

  constructor(original: string) {
    this.original = original;
  }

  /** Where `rewindTo` comes back to. */
  mark(): number {
    return this.#at - (this.#peeked?.length ?? 0);
  }

  rewindTo(position: number): void {
    this.#at = position;
    this.#peeked = undefined;
  }

  hasNext(): boolean {
    return this.#peeked !== undefined || this.#at < this.original.length;
  }

  next(): string {
    const token = this.#peeked ?? this.#read();
    this.#peeked = undefined;
    return token;
  }

  /** The text of the next `count` tokens; undefined, and nothing taken, when there are fewer. */
  take(count: number): string | undefined {
    const start = this.mark();
    for (let taken = 0; taken < count; taken += 1) {
      if (!this.hasNext()) {
        this.rewindTo(start);
        return undefined;
      }
      this.next();
    }
    return this.original.slice(start, this.#at);
  }

  /** Takes the next token when it is the expected one, blanks around it aside. */
  canConsume(expected: string): boolean {
    if (this.#peeked === undefined) {
      if (!this.hasNext()) return false;
      this.#peeked = this.#read();
    }
    while (this.#peeked.trim() === '' && this.#at < this.original.length) this.#peeked = this.#read();
    if (this.#peeked.trim() !== expected) return false;
    this.#peeked = undefined;
    return true;
  }

  #read(): string {
    const start = this.#at;
    let isEscaped = false;
    while (this.#at < this.original.length) {
      const character = this.original[this.#at] ?? '';
      if (DELIMITERS.includes(character) && !isEscaped) {
        if (start === this.#at) this.#at += 1;
        return this.original.slice(start, this.#at);
      }
      isEscaped = character === '\\' && !isEscaped;
      this.#at += 1;
    }
    return this.original.slice(start);
  }
}
