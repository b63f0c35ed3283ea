import type { DiskEvent } from './disk-trace.ts';

type Write = Extract<DiskEvent, { type: 'write' }>;

/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512;

/** A file as it can be after the power went away, undefined when there is none, and what the program had told by then. */
export interface PowerLossState {
  readonly image: Buffer | undefined;
  readonly told: readonly string[];
}

/**
 * The states a file can be in when the power goes away at any moment of a trace.
 *
 * What a sync that ended covers is there. Of everything else any part can be there or not, in any order, torn between
 * sectors. Shape: `states` gives about `count` of them, spread over all moments of the trace.
 */
export function* powerLossStates(
  events: readonly DiskEvent[],
  { count, random }: { readonly count: number; readonly random: () => number },
): Iterable<PowerLossState> {
  const disk = new Disk();
  const told: string[] = [];
  const moments = events.length;
  let made = 0;
  for (const [index, event] of events.entries()) {
    if (event.type === 'told') told.push(event.text);
    else if (event.type === 'named') disk.name = 'new';
    else if (event.type === 'syncNames') disk.syncName();
    else disk.apply(event);
    for (const due = Math.round((count * (index + 1)) / moments); made < due; made += 1)
      yield { image: disk.afterPowerLoss(random), told };
  }
}

class Disk {
  name: 'none' | 'new' | 'durable' = 'none';
  readonly #durable = new FileImage();
  /** Made anew for each state. */
  readonly #lost = new FileImage();
  /** Issued and not known to be durable, in the order of issue. */
  #pending: { write: Write; hasEnded: boolean }[] = [];
  /** Writes that a sync on its way will have made durable. */
  readonly #syncs = new Map<number, readonly Write[]>();

  syncName(): void {
    if (this.name === 'new') this.name = 'durable';
  }

  apply(event: Extract<DiskEvent, { type: 'write' | 'sync' | 'end' }>): void {
    if (event.type === 'write') this.#pending.push({ write: event, hasEnded: false });
    else if (event.type === 'sync') {
      const ended = this.#pending.filter(({ hasEnded }) => hasEnded);
      this.#syncs.set(
        event.id,
        ended.map(({ write }) => write),
      );
    } else this.#end(event.id);
  }

  #end(id: number): void {
    const synced = this.#syncs.get(id);
    this.#syncs.delete(id);
    if (synced) this.#keep(new Set(synced));
    const own = this.#pending.find(({ write }) => write.id === id);
    if (!own) return;
    own.hasEnded = true;
    if (own.write.isSync) this.#keep(new Set([own.write]));
  }

  #keep(writes: ReadonlySet<Write>): void {
    for (const { write } of this.#pending) {
      if (!writes.has(write)) continue;
      this.#durable.put(write, every);
      this.#showNewer(write);
    }
    this.#pending = this.#pending.filter(({ write }) => !writes.has(write));
  }

  /** An older write that overlaps cannot bring back what it wrote: the system writes out what its cache holds. */
  #showNewer(newer: Write): void {
    for (const { write: older } of this.#pending) {
      if (older.id >= newer.id) return;
      const from = Math.max(older.at, newer.at);
      const to = Math.min(older.at + older.bytes.length, newer.at + newer.bytes.length);
      if (from < to) older.bytes.set(newer.bytes.subarray(from - newer.at, to - newer.at), from - older.at);
    }
  }

  /** One of the states the file can be in now, undefined for no file; good until the next one is asked for. */
  afterPowerLoss(random: () => number): Buffer | undefined {
    if (this.name === 'none' || (this.name === 'new' && random() < 0.5)) return undefined;
    const choose = chooser(random, this.#pending.length);
    this.#lost.become(this.#durable);
    for (const [index, { write }] of this.#pending.entries()) this.#lost.put(write, choose(index));
    return this.#lost.content();
  }
}

class FileImage {
  #bytes = Buffer.alloc(1 << 20);
  #size = 0;

  content(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  become(other: FileImage): void {
    this.#size = 0;
    this.#grow(other.#size);
    this.#bytes.set(other.content());
  }

  put({ at, bytes }: Write, isThere: IsThere): void {
    if (bytes.length === 0 && isThere(0)) this.#grow(at);
    for (let from = 0; from < bytes.length; from += SECTOR_BYTES) {
      if (!isThere(from / SECTOR_BYTES)) continue;
      const sector = bytes.subarray(from, from + SECTOR_BYTES);
      this.#grow(at + from + sector.length);
      this.#bytes.set(sector, at + from);
    }
  }

  /** What lies between the old end and a write beyond it is zeros. */
  #grow(size: number): void {
    if (size <= this.#size) return;
    if (size > this.#bytes.length) {
      const larger = Buffer.alloc(2 * size);
      larger.set(this.content());
      this.#bytes = larger;
    }
    this.#bytes.fill(0, this.#size, size);
    this.#size = size;
  }
}

type IsThere = (sector: number) => boolean;

const every: IsThere = () => true;
const none: IsThere = () => false;

/** For each pending write, which of its sectors are there. Kinds differ so that rare states are not left to chance. */
function chooser(random: () => number, pending: number): (index: number) => IsThere {
  const kind = Math.floor(random() * 6);
  const one = Math.floor(random() * pending);
  const torn: IsThere = () => random() < 0.5;
  if (kind === 0) return (index) => (index < one ? every : none);
  if (kind === 1) return (index) => (index === one ? every : none);
  if (kind === 2) return (index) => (index === one ? none : every);
  if (kind === 3) return (index) => (index === one ? torn : every);
  if (kind === 4) return () => (random() < 0.5 ? every : none);
  return () => torn;
}
