import { ConnectException } from '../api/exceptions.ts';
import { BufferPool } from '../kafka/buffer-pool.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import type { ConsumerPort, OffsetReaderPort, PartitionBatch, ProducerPort } from '../kafka/ports.ts';
import type { FromThread, PortCall, SentBatches, ToThread } from './thread-protocol.ts';

type Post = (message: Extract<FromThread, { type: 'call' | 'used' }>, transfer: ArrayBuffer[]) => void;

const KEPT_BUFFERS = 16;

/**
 * The Kafka ports as a task thread sees them: each call is a message, each answer one back. Batches are moved, not
 * copied, so a batch that was sent cannot be used any more.
 */
export class RemotePorts implements ProducerPort, ConsumerPort, OffsetReaderPort {
  readonly #post: Post;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  /** Memory for batches that are sent. */
  readonly pool = new BufferPool(KEPT_BUFFERS);

  constructor(post: Post) {
    this.#post = post;
  }

  partitionsFor: ProducerPort['partitionsFor'] = (topic, whenNew) =>
    this.#call({ method: 'partitionsFor', topic, whenNew });
  flush: ProducerPort['flush'] = () => this.#call({ method: 'flush' });
  topics: ConsumerPort['topics'] = () => this.#call({ method: 'topics' });
  fetch: ConsumerPort['fetch'] = (request) => this.#call({ method: 'fetch', request });
  committed: ConsumerPort['committed'] = (group) => this.#call({ method: 'committed', group });
  commit: ConsumerPort['commit'] = (group, offsets) => this.#call({ method: 'commit', group, offsets });
  read: OffsetReaderPort['read'] = (keys) => this.#call({ method: 'readOffsets', keys });
  /** The memory of the batches comes back with the answer, to be used again. */
  send: ProducerPort['send'] = async (batches, offsets) => {
    const moved = batches.map((batch) => batch.bytes.buffer as ArrayBuffer);
    const sent = await this.#call<SentBatches>({ method: 'send', batches, offsets }, moved);
    for (const buffer of sent.buffers) this.pool.give(buffer);
    return sent.bases;
  };

  /** Gives back the memory of batches that were fetched; no view of them may be left. */
  release(batches: readonly PartitionBatch[]): void {
    const buffers = batches.map((batch) => batch.bytes.buffer as ArrayBuffer);
    this.#post({ type: 'used', buffers }, buffers);
  }

  /** Settles the call a message answers. */
  receive(message: Extract<ToThread, { type: 'reply' | 'error' }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'reply') waiting?.resolve(message.value as never);
    else waiting?.reject(toException(message));
  }

  #call<T>(call: PortCall, transfer: ArrayBuffer[] = []): Promise<T> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ type: 'call', id, call }, transfer);
    });
  }
}

/** A log that cannot be written is known by its class, as the task goes on after it. */
function toException(error: Extract<ToThread, { type: 'error' }>): Error {
  if (error.className.endsWith('.KafkaStorageException')) return new KafkaStorageException(error.message);
  return new ConnectException(wordsOf(error));
}

/** The words of a failure on the other side; its class is named where it says more than `ConnectException`. */
function wordsOf({ className, message }: Extract<ToThread, { type: 'error' }>): string {
  return /(^|\.)(ConnectException|Error)$/.test(className) ? message : `${className}: ${message}`;
}
