import type { TransactionContext } from '../api/connector.ts';
import { ConnectException } from '../api/exceptions.ts';
import type { SourceRecord } from '../api/record.ts';

type End = 'commit' | 'abort';

/** Records of one transaction. Shape: those that are aborted are not written, but were read. */
export interface EndedTransaction {
  readonly records: readonly SourceRecord[];
  readonly isAborted: boolean;
}

/**
 * Where a connector's transactions end, with `transaction.boundary=connector`. What no transaction has ended yet is kept, and
 * read again after a stop.
 *
 * Errors: ConnectException when one transaction is to be committed and aborted.
 * Source: kafka `WorkerTransactionContext`, `ExactlyOnceWorkerSourceTask`.
 */
export class ConnectorTransactions implements TransactionContext {
  readonly #ends = new Map<SourceRecord, End>();
  #batchEnd: End | undefined;
  #open: SourceRecord[] = [];

  commitTransaction(record?: SourceRecord): void {
    this.#end('commit', record);
  }

  abortTransaction(record?: SourceRecord): void {
    this.#end('abort', record);
  }

  #end(end: End, record: SourceRecord | undefined): void {
    const before = record ? this.#ends.get(record) : this.#batchEnd;
    if (before && before !== end)
      throw new ConnectException('The connector asked to commit and to abort the same transaction');
    if (record) this.#ends.set(record, end);
    else this.#batchEnd = end;
  }

  /** Takes what `poll` answered, and gives out every transaction that ends in it. */
  take(batch: readonly SourceRecord[]): EndedTransaction[] {
    const ended: EndedTransaction[] = [];
    const close = (end: End) => ended.push({ records: this.#open.splice(0), isAborted: end === 'abort' });
    for (const record of batch) {
      this.#open.push(record);
      const end = this.#ends.get(record);
      if (end) close(end);
    }
    if (this.#batchEnd && this.#open.length > 0) close(this.#batchEnd);
    this.#batchEnd = undefined;
    this.#ends.clear();
    return ended;
  }
}
