import type { Clock } from '../../../base/clock.ts';
import type { Logger } from '../../../base/logger.ts';
import { KafkaStorageException, type KeyedEntry, type LogStore, type LogWriter } from '../log-store.ts';

/** What the guard works with. Units: `freeBytes` is the room left on the disk of the store. */
export interface GuardDeps {
  readonly store: LogStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly freeBytes: () => number;
  /** The folder that messages name. */
  readonly dir?: string;
}

/** Room that must be left beside what is written: pages are copied on write, and others write to the disk, too. */
const MARGIN_BYTES = 1024 * 1024;
/** Removing makes room, so it may use what nobody else may. */
const REMOVAL_MARGIN_BYTES = 64 * 1024;
/** A batch needs pages side by side, so only many times its size in scattered free pages counts as room. */
const REUSABLE_FACTOR = 16;
const PROBE_MS = 500;
const MAX_PROBE_MS = 4_000;
const WARN_EVERY_MS = 10_000;
const LIMIT_MS = 30_000;
const CLOSE_LIMIT_MS = 5_000;
const CLOSE_LOOK_MS = 20;

interface Unsettled {
  readonly since: number;
  readonly giveUp: (error: Error) => void;
}

/**
 * A log store whose writes fail at once, with KafkaStorageException, while the disk takes none; reads go on.
 *
 * | state   | true in it                                        | leaves by                                      |
 * | ok      | writes go to the store                            | no room, or a commit or flush fails or hangs   |
 * | failing | writes are refused; a warning at most each 10 s   | a probe is written and flushed                 |
 *
 * A probe comes each 500 ms; those that reached the disk and failed there come ever later, at most each 4 s.
 * Invariant: nothing hangs: what has not settled after 30 s is given up, and no probe is tried before it has settled.
 * What was given up may be stored all the same, so its offsets are never given out again.
 */
export class GuardedLogStore implements LogStore {
  readonly #store: LogStore;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #freeBytes: () => number;
  readonly #where: string;
  readonly #unsettled = new Set<Unsettled>();
  #failure: KafkaStorageException | undefined;
  #pendingBytes = 0;
  /** Room that the largest refused write needs; with less, a probe would only open the door to be shut again. */
  #wantedBytes = MARGIN_BYTES;
  #givenUp = 0;
  #probeMs = PROBE_MS;
  /** Free pages inside the store count as room until a commit showed that they do not do. */
  #countsReusable = true;
  #warnedAt = Number.NEGATIVE_INFINITY;
  #cancelProbe: (() => void) | undefined;
  #cancelWatch: (() => void) | undefined;
  #isClosed = false;

  constructor({ store, clock, log, freeBytes, dir }: GuardDeps) {
    this.#where = dir === undefined ? '' : ` in ${dir}`;
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#freeBytes = freeBytes;
  }

  /** Checks that `bytes` can be written now, and answers them for `transact`. Errors: KafkaStorageException. */
  admit(bytes: number): number {
    if (this.#failure) throw this.#failure;
    this.#checkRoom(bytes + MARGIN_BYTES);
    return bytes;
  }

  /** Why writes fail now, or would; undefined when they do not. */
  failure(): KafkaStorageException | undefined {
    try {
      this.admit(0);
      return undefined;
    } catch (error) {
      return error as KafkaStorageException;
    }
  }

  /** As in LogStore; `admitted` is what `admit` answered, when it was asked before. Errors: KafkaStorageException. */
  async transact(work: (writer: LogWriter) => void, admitted: number = this.admit(0)): Promise<void> {
    this.#pendingBytes += admitted;
    try {
      await this.#bounded(this.#store.transact(work));
    } finally {
      this.#pendingBytes -= admitted;
    }
  }

  /** A transaction that only removes; it is tried also where there is no room for others. */
  async transactRemoval(work: (writer: LogWriter) => void): Promise<void> {
    if (this.#givenUp > 0 && this.#failure) throw this.#failure;
    const room = this.#freeBytes() + this.#store.reusableBytes();
    if (room < REMOVAL_MARGIN_BYTES) throw this.#fail(noRoom(room, REMOVAL_MARGIN_BYTES));
    await this.#bounded(this.#store.transact(work));
    this.#countsReusable = true;
  }

  async flushed(): Promise<void> {
    if (this.#failure) throw this.#failure;
    await this.#bounded(this.#store.flushed());
  }

  /** Closes the store, unless a write has not settled by the end of a grace time: closing would wait for it for ever. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelProbe?.();
    const deadline = this.#clock.monotonic() + CLOSE_LIMIT_MS;
    while (this.hasUnsettled && this.#clock.monotonic() < deadline) await this.#clock.sleep(CLOSE_LOOK_MS);
    this.#cancelWatch?.();
    if (this.hasUnsettled) return;
    await this.#bounded(this.#store.close(), CLOSE_LIMIT_MS);
    this.#cancelWatch?.();
  }

  /** Whether there are writes that neither succeeded nor failed. After `close`: the store is still open, for them. */
  get hasUnsettled(): boolean {
    return this.#unsettled.size + this.#givenUp > 0;
  }

  floor: LogStore['floor'] = (topicId, partition, offset) => this.#store.floor(topicId, partition, offset);
  read: LogStore['read'] = (topicId, partition, from) => this.#store.read(topicId, partition, from);
  scan: LogStore['scan'] = (topicId, partition, from, visit) =>
    this.#store.scan(topicId, partition, from, visit);
  get: LogStore['get'] = (topic, key) => this.#store.get(topic, key);
  reusableBytes: LogStore['reusableBytes'] = () => this.#store.reusableBytes();
  entries(topic: string, onDamage: (key: string, error: Error) => void): Iterable<KeyedEntry> {
    return this.#store.entries(topic, onDamage);
  }

  #checkRoom(bytes: number): void {
    const needed = this.#pendingBytes + bytes;
    const free = this.#freeBytes();
    if (free >= needed) return;
    if (this.#countsReusable && this.#store.reusableBytes() >= needed * REUSABLE_FACTOR) return;
    this.#wantedBytes = Math.max(this.#wantedBytes, bytes);
    throw this.#fail(noRoom(free, needed));
  }

  /** Settles as `work` does, or fails after `limitMs`. */
  #bounded(work: Promise<void>, limitMs = LIMIT_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      let isGivenUp = false;
      const entry: Unsettled = {
        since: this.#clock.monotonic() + limitMs - LIMIT_MS,
        giveUp: (error) => {
          isGivenUp = true;
          this.#givenUp += 1;
          reject(error);
        },
      };
      const settle = () => {
        this.#unsettled.delete(entry);
        if (isGivenUp) this.#givenUp -= 1;
      };
      this.#unsettled.add(entry);
      this.#watch(limitMs);
      work.then(
        () => {
          settle();
          resolve();
        },
        (error: unknown) => {
          settle();
          this.#countsReusable = false;
          reject(this.#fail(error));
        },
      );
    });
  }

  #watch(limitMs: number): void {
    if (this.#cancelWatch && limitMs === LIMIT_MS) return;
    this.#cancelWatch?.();
    this.#cancelWatch = this.#clock.after(limitMs, () => {
      this.#cancelWatch = undefined;
      const now = this.#clock.monotonic();
      const late = [...this.#unsettled].filter(({ since }) => now - since >= LIMIT_MS);
      for (const entry of late) {
        this.#unsettled.delete(entry);
        entry.giveUp(this.#fail(new Error('the disk has not answered for too long')));
      }
      if (this.#unsettled.size > 0) this.#watch(LIMIT_MS);
    });
  }

  #fail(cause: unknown): KafkaStorageException {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const failure = new KafkaStorageException(`The log${this.#where} cannot be written: ${reason}`, {
      cause,
    });
    this.#failure = failure;
    this.#warn(failure);
    this.#scheduleProbe();
    return failure;
  }

  #warn(failure: KafkaStorageException): void {
    const now = this.#clock.monotonic();
    if (this.#isClosed || now - this.#warnedAt < WARN_EVERY_MS) return;
    this.#warnedAt = now;
    this.#log.warn(`${failure.message}; writes wait and are tried again`);
  }

  #scheduleProbe(): void {
    if (this.#isClosed || this.#cancelProbe) return;
    this.#cancelProbe = this.#clock.after(this.#probeMs, () => {
      void this.#probe();
    });
  }

  /** Its own failures are reported where they arise. */
  async #probe(): Promise<void> {
    try {
      if (this.#givenUp > 0) throw this.#fail(new Error('the disk has not answered for too long'));
      this.#checkRoom(this.#wantedBytes);
      this.#probeMs = Math.min(this.#probeMs * 2, MAX_PROBE_MS);
      const stamp = Buffer.from(String(this.#clock.now()));
      await this.#bounded(this.#store.transact((writer) => writer.put('__probe', 'last', stamp)));
      await this.#bounded(this.#store.flushed());
    } catch {
      this.#cancelProbe = undefined;
      this.#scheduleProbe();
      return;
    }
    this.#cancelProbe = undefined;
    this.#probeMs = PROBE_MS;
    this.#wantedBytes = MARGIN_BYTES;
    this.#countsReusable = true;
    this.#failure = undefined;
    if (!this.#isClosed) this.#log.info('The log can be written again');
  }
}

function noRoom(free: number, needed: number): Error {
  return new Error(`ENOSPC: ${free} bytes are free on its disk, ${needed} are needed`);
}
