import 'server-only';
import http from 'node:http';
import https from 'node:https';
import type { Clock } from '@/lib/base/clock';
import { isUnreachable } from './errors';
import { type AnswerOf, OPERATIONS, type Operation, type OperationName, TIMEOUTS } from './operations';
import { parseBody, throwOnErrorStatus } from './parse-answer';
import { fillPath } from './path';
import { type RawAnswer, send } from './transport';

/** What a call may carry. `timeoutMs` shortens the wait for the first byte. */
export interface CallOptions {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** A worker's answer with its status. */
export interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

const MAX_IN_FLIGHT = 16;

/**
 * Speaks to one Connect cluster through the URLs of its workers.
 *
 * Fails over to the next URL on refusal, time-out, reset and TLS errors; a write only when the connection was
 * never made, because otherwise it may have been applied. Stays with the URL that answered last. Its sockets are
 * its own: at most 16 calls are in flight per cluster.
 */
export class ConnectClient implements Disposable {
  readonly urls: readonly string[];
  readonly #clock: Clock;
  readonly #agents = { http: newAgent(http.Agent), https: newAgent(https.Agent) };
  #preferred = 0;

  constructor(urls: readonly string[], clock: Clock) {
    this.urls = urls;
    this.#clock = clock;
  }

  /** Calls an operation and returns its checked answer. Errors: ConnectRest-, ConnectUnreachable-, ConnectProtocolError. */
  async call<K extends OperationName>(name: K, options: CallOptions = {}): Promise<AnswerOf<K>> {
    return (await this.ask(name, options)).body;
  }

  /** As `call`, with the HTTP status the worker answered. */
  async ask<K extends OperationName>(name: K, options: CallOptions = {}): Promise<Answered<AnswerOf<K>>> {
    const operation: Operation = OPERATIONS[name];
    const answer = await this.raw(name, options);
    return { status: answer.status, body: parseBody(operation, answer) as AnswerOf<K> };
  }

  /** Calls an operation and returns status and bytes of its answer, unparsed. Errors: as `call`. */
  async raw(name: OperationName, options: CallOptions = {}): Promise<RawAnswer> {
    const operation: Operation = OPERATIONS[name];
    const path =
      fillPath(operation.path, options.params ?? {}) + (operation.query ? `?${operation.query}` : '');
    let last: unknown;
    for (let i = 0; i < this.urls.length; i += 1) {
      const index = (this.#preferred + i) % this.urls.length;
      try {
        const answer = await this.#sendOnce(this.urls[index] ?? '', operation, path, options);
        this.#preferred = index;
        throwOnErrorStatus(answer);
        return answer;
      } catch (error) {
        last = error;
        if (!mayFailOver(error, operation)) throw error;
      }
    }
    throw last;
  }

  [Symbol.dispose](): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  async #sendOnce(url: string, operation: Operation, path: string, options: CallOptions): Promise<RawAnswer> {
    const limits = TIMEOUTS[operation.kind];
    const keepAlive = url.startsWith('https:') ? this.#agents.https : this.#agents.http;
    const attempt = () =>
      send(
        {
          baseUrl: url,
          method: operation.method,
          path,
          ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
          connectMs: TIMEOUTS.connectMs,
          firstByteMs: options.timeoutMs ?? limits.firstByteMs,
          bodyMs: limits.bodyMs,
          maxBytes: operation.maxBytes,
          // A write never goes out on an idle socket the worker may be closing right now.
          agent: operation.kind === 'read' ? keepAlive : false,
          ...(options.signal ? { signal: options.signal } : {}),
        },
        this.#clock,
      );
    try {
      return await attempt();
    } catch (error) {
      const stale = isUnreachable(error) && error.kind === 'reset' && operation.kind === 'read';
      if (!stale) throw error;
      return attempt();
    }
  }
}

function newAgent<A extends http.Agent>(Agent: new (options: http.AgentOptions) => A): A {
  return new Agent({ keepAlive: true, maxSockets: MAX_IN_FLIGHT, maxFreeSockets: 4 });
}

function mayFailOver(error: unknown, operation: Operation): boolean {
  if (!isUnreachable(error)) return false;
  return operation.kind !== 'write' || error.applied === 'no';
}
