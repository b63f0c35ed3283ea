import { ConnectException } from '../api/exceptions.ts';
import { KafkaStorageException } from '../kafka/log-store.ts';
import type { ConsumerPort, OffsetReaderPort, ProducerPort } from '../kafka/ports.ts';
import type { PortCall, ToThread } from './thread-protocol.ts';

type Post = (message: { type: 'call'; id: number; call: PortCall }, transfer: ArrayBuffer[]) => void;

/**
 * The Kafka ports as a task thread sees them: each call is a message, each answer one back. Batches are moved, not
 * copied, so a batch that was sent cannot be used any more.
 */
export class RemotePorts implements ProducerPort, ConsumerPort, OffsetReaderPort {
  readonly #post: Post;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #nextId = 1;

  constructor(post: Post) {
    this.#post = post;
  }

  partitionsFor: ProducerPort['partitionsFor'] = (topic) => this.#call({ method: 'partitionsFor', topic });
  flush: ProducerPort['flush'] = () => this.#call({ method: 'flush' });
  topics: ConsumerPort['topics'] = () => this.#call({ method: 'topics' });
  fetch: ConsumerPort['fetch'] = (request) => this.#call({ method: 'fetch', request });
  committed: ConsumerPort['committed'] = (group) => this.#call({ method: 'committed', group });
  commit: ConsumerPort['commit'] = (group, offsets) => this.#call({ method: 'commit', group, offsets });
  read: OffsetReaderPort['read'] = (keys) => this.#call({ method: 'readOffsets', keys });
  send: ProducerPort['send'] = (batches, offsets) =>
    this.#call(
      { method: 'send', batches, offsets },
      batches.map((batch) => batch.bytes.buffer as ArrayBuffer),
    );

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
