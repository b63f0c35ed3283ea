/** Random numbers that depend on nothing but their seed, so that a record is the same whenever it is made. */
export class Random {
  #state: number;

  /** Mixes the numbers into one seed; their order counts. */
  constructor(...seeds: readonly number[]) {
    this.#state =
      seeds.reduce((state, seed) => Math.imul(state ^ (seed | 0), 0x9e3779b1) + 0x7f4a7c15, 0x2545f491) | 0;
  }

  /** The next number in [0, 1). Source: mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of the given values. */
  pick<T>(values: readonly [T, ...T[]]): T {
    return values[Math.floor(this.next() * values.length)] ?? values[0];
  }

  /** A number with `digits` behind the point. */
  decimal(least: number, most: number, digits: number): number {
    return Number((least + this.next() * (most - least)).toFixed(digits));
  }
}
