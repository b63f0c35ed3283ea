/** A line that the verifiable source or sink prints. */
export interface VerifiableLine {
  readonly name: string;
  readonly task: number;
  readonly seqno: number;
  /** Of the sink: where the record stood in the log. */
  readonly offset?: number;
  /** Of the source: its worker said that the record is stored. */
  readonly committed?: boolean;
  readonly flushed?: boolean;
}

/** What was found, in Jepsen's words; each is a count of records, with the first few told. */
export interface VerifiableVerdict {
  readonly acknowledged: number;
  /** Acknowledged, and never seen by the sink. */
  readonly lost: number;
  /** Twice in the log. */
  readonly duplicated: number;
  /** In the log after a record with a higher number. */
  readonly reordered: number;
  /** An offset of the log that had one record first and another one later. */
  readonly inconsistent: number;
  /** Made, and not acknowledged before a kill; each may be in the log or not. */
  readonly unacknowledged: number;
  /** Given to the sink more than once, which at-least-once allows. */
  readonly redelivered: number;
  readonly findings: readonly string[];
}

const MAX_FINDINGS = 10;

/**
 * Follows the lines of one verifiable source task and of the sink that reads its topic of one partition, over any number
 * of lives of the worker.
 */
export class VerifiableChecker {
  readonly #source: string;
  readonly #made = new Set<number>();
  readonly #acknowledged = new Set<number>();
  /** Per offset of the log, the number that stood there. */
  readonly #log: number[] = [];
  #redelivered = 0;
  #inconsistent = 0;
  readonly #findings: string[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** How far the sink has seen the log. */
  get seen(): number {
    return this.#log.length;
  }

  add(line: VerifiableLine): void {
    const { seqno } = line;
    if (line.name === this.#source) {
      if (line.committed) this.#acknowledged.add(seqno);
      else this.#made.add(seqno);
      return;
    }
    if (line.flushed || line.offset === undefined) return;
    const before = this.#log[line.offset];
    if (before === undefined) this.#log[line.offset] = seqno;
    else if (before === seqno) this.#redelivered += 1;
    else {
      this.#inconsistent += 1;
      this.#find(`offset ${line.offset} had ${before}, later ${seqno}`);
    }
  }

  /** To be asked when the sink has read to the end. */
  verdict(): VerifiableVerdict {
    const seen = new Set<number>();
    let [duplicated, reordered, highest] = [0, 0, -1];
    for (const seqno of this.#log) {
      if (seqno === undefined) continue;
      if (seen.has(seqno)) {
        duplicated += 1;
        this.#find(`${seqno} is twice in the log`);
      } else if (seqno < highest) {
        reordered += 1;
        this.#find(`${seqno} comes after ${highest}`);
      }
      seen.add(seqno);
      highest = Math.max(highest, seqno);
    }
    const lost = [...this.#acknowledged].filter((seqno) => !seen.has(seqno));
    for (const seqno of lost) this.#find(`${seqno} was acknowledged and is lost`);
    return {
      acknowledged: this.#acknowledged.size,
      lost: lost.length,
      duplicated,
      reordered,
      inconsistent: this.#inconsistent,
      unacknowledged: [...this.#made].filter((seqno) => !this.#acknowledged.has(seqno)).length,
      redelivered: this.#redelivered,
      findings: this.#findings,
    };
  }

  #find(what: string): void {
    if (this.#findings.length < MAX_FINDINGS) this.#findings.push(what);
  }
}
