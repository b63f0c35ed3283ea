import 'server-only';
import { Breaks } from '@/lib/base/breaks';
import { entryAt, skipSpace } from './scan-json';

/** What is different from the list that was kept last. Nothing is kept before `keep` is called. */
export interface ListDiff {
  /** Names of all entries. */
  readonly names: ReadonlySet<string>;
  /** Name → JSON text of the value, of entries that are new, differ or were asked for. */
  readonly changed: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
  keep(): void;
}

/** Where each entry lies in a body: from its name's first quote to the end of its value. */
interface Index {
  readonly body: Buffer;
  readonly names: ReadonlySet<string>;
  readonly order: readonly string[];
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
/** So many entries are compared in one go while nothing differs. */
const RUN = 32;

/**
 * Finds what changed in a large JSON object from one answer to the next without parsing what did not.
 *
 * Guarantees: an entry is equal only when its bytes are; the order may change freely. Never works longer than some
 * milliseconds without a break, so that nobody waits for a large list. Calls must not overlap.
 */
export class SlicedList {
  #index: Index | undefined;

  /** Drops what was kept: the next answer is wholly new. */
  forget(): void {
    this.#index = undefined;
  }

  /** Returns undefined when the body is not a JSON object, or not a complete one. `asked`: names wanted anyhow. */
  async diff(body: Buffer, asked: ReadonlySet<string> = new Set()): Promise<ListDiff | undefined> {
    const walk = new Walk(body, this.#index);
    if (!(await walk.run())) return undefined;
    const index = walk.index();
    for (const name of asked) if (index.names.has(name)) walk.take(name);
    const old = this.#index;
    const removed =
      old && old.names !== index.names ? old.order.filter((name) => !index.names.has(name)) : [];
    return {
      names: index.names,
      changed: walk.changed,
      removed,
      keep: () => {
        this.#index = index;
      },
    };
  }
}

/** One pass over a body, beside the one before it. */
class Walk {
  readonly changed = new Map<string, string>();
  readonly #body: Buffer;
  readonly #old: Index | undefined;
  readonly #order: string[] = [];
  #starts = new Int32Array(1024);
  #ends = new Int32Array(1024);
  #places: Map<string, number> | undefined;
  #next = 0;
  #isSameOrder = true;

  constructor(body: Buffer, old: Index | undefined) {
    this.#body = body;
    this.#old = old;
  }

  async run(): Promise<boolean> {
    const body = this.#body;
    const breaks = new Breaks();
    let at = skipSpace(body, 0);
    if (body[at] !== OPEN) return false;
    at = skipSpace(body, at + 1);
    if (body[at] === CLOSE) return skipSpace(body, at + 1) === body.length;
    for (;;) {
      if (breaks.isDue()) await breaks.take();
      const end = this.#sameRun(at) ?? this.#sameEntry(at) ?? this.#otherEntry(at);
      if (end === undefined) return false;
      at = skipSpace(body, end);
      if (body[at] === CLOSE) return skipSpace(body, at + 1) === body.length;
      if (body[at] !== COMMA) return false;
      at = skipSpace(body, at + 1);
    }
  }

  index(): Index {
    const old = this.#old;
    const isSame = old !== undefined && this.#isSameOrder && this.#next === old.order.length;
    return {
      body: this.#body,
      order: isSame ? old.order : this.#order,
      names: isSame ? old.names : new Set(this.#order),
      starts: this.#starts.slice(0, this.#order.length),
      ends: this.#ends.slice(0, this.#order.length),
    };
  }

  /** Takes an entry although it is the same as before. */
  take(name: string): void {
    if (this.changed.has(name)) return;
    const place = this.#order.indexOf(name);
    const entry = entryAt(this.#body, this.#starts[place] ?? 0);
    if (entry) this.changed.set(name, this.#body.toString('utf8', entry.valueAt, entry.end));
  }

  #sameRun(at: number): number | undefined {
    const old = this.#old;
    const last = this.#next + RUN - 1;
    if (!old || last >= old.order.length || !this.#isEqual(at, this.#next, last)) return undefined;
    return this.#keepSame(at, last);
  }

  #sameEntry(at: number): number | undefined {
    const old = this.#old;
    if (!old || this.#next >= old.order.length || !this.#isEqual(at, this.#next, this.#next))
      return undefined;
    return this.#keepSame(at, this.#next);
  }

  /** An entry that is not the one that stood here: changed, moved or new. */
  #otherEntry(at: number): number | undefined {
    const entry = entryAt(this.#body, at);
    if (!entry) return undefined;
    const { name, valueAt, end } = entry;
    const place = this.#old && this.#placeOf(name);
    if (place !== this.#next) this.#isSameOrder = false;
    if (place === undefined || end - at !== this.#lengthAt(place) || !this.#isEqual(at, place, place)) {
      this.changed.set(name, this.#body.toString('utf8', valueAt, end));
    }
    if (place !== undefined) this.#next = place + 1;
    this.#note(name, at, end);
    return end;
  }

  #keepSame(at: number, last: number): number {
    const old = this.#old as Index;
    const shift = at - (old.starts[this.#next] ?? 0);
    for (let i = this.#next; i <= last; i += 1) {
      this.#note(old.order[i] ?? '', (old.starts[i] ?? 0) + shift, (old.ends[i] ?? 0) + shift);
    }
    this.#next = last + 1;
    return (old.ends[last] ?? 0) + shift;
  }

  #isEqual(at: number, first: number, last: number): boolean {
    const old = this.#old as Index;
    const from = old.starts[first] ?? 0;
    const to = old.ends[last] ?? 0;
    const end = at + to - from;
    return end <= this.#body.length && this.#body.compare(old.body, from, to, at, end) === 0;
  }

  #lengthAt(place: number): number {
    return (this.#old?.ends[place] ?? 0) - (this.#old?.starts[place] ?? 0);
  }

  #placeOf(name: string): number | undefined {
    const old = this.#old;
    if (!old) return undefined;
    if (old.order[this.#next] === name) return this.#next;
    this.#places ??= new Map(old.order.map((one, place) => [one, place]));
    return this.#places.get(name);
  }

  #note(name: string, start: number, end: number): void {
    const count = this.#order.push(name);
    if (count > this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#ends = grown(this.#ends);
    }
    this.#starts[count - 1] = start;
    this.#ends[count - 1] = end;
  }
}

function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
