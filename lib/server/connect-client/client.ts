import 'server-only';
import http from 'node:http';
import https from 'node:https';
import type { WorkerUrl } from '@/lib/api/clusters';
import type { Clock } from '@/lib/base/clock';
import { NO_ACCESS, sealedAccessError, type WorkerAccess } from './access';
import { isRestError, isUnreachable } from './errors';
import { type AnswerOf, OPERATIONS, type Operation, type OperationName, TIMEOUTS } from './operations';
import { parseBody } from './parse-answer';
import { fillPath } from './path';
import { SignIn } from './sign-in';
import { type TlsOptions, toTlsOptions } from './tls';
import { type RawAnswer, send } from './transport';
import { WorkerBreaker } from './worker-breaker';

/**
 * What a call may carry. `timeoutMs` shortens the wait for the first byte. `only`: this worker and no other one.
 * `evenIfAway`: goes out although its worker is known to be away, for callers that pace themselves.
 */
export interface CallOptions {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly only?: string;
  readonly evenIfAway?: boolean;
}

/** A worker's answer with its status. */
export interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

const MAX_IN_FLIGHT = 16;
/** How long a read waits before it asks again during a rebalance, which mostly takes a moment. Units: ms. */
const REBALANCE_WAITS_MS = [250, 500, 1_000];

/**
 * Speaks to one Connect cluster through the URLs of its workers.
 *
 * Fails over to the next URL on refusal, time-out, reset and TLS errors; a write only when the connection was
 * never made, because otherwise it may have been applied. Stays with the URL that answered last. Its sockets are
 * its own, so that none is shared between clusters or credentials: at most 16 calls are in flight per worker.
 */
export class ConnectClient implements Disposable {
  readonly urls: readonly string[];
  readonly #clock: Clock;
  readonly #agents = { http: newAgent(http.Agent), https: newAgent(https.Agent) };
  readonly #tls: TlsOptions;
  readonly #signIn: SignIn;
  readonly #isSealed: boolean;
  readonly #breakers: ReadonlyMap<string, WorkerBreaker>;
  #preferred = 0;

  /** `access`: what to sign in with; `sealed` when it is stored and cannot be opened, then every call fails. */
  constructor(urls: readonly string[], clock: Clock, access: WorkerAccess | 'sealed' = NO_ACCESS) {
    this.urls = urls;
    this.#clock = clock;
    this.#isSealed = access === 'sealed';
    const opened = access === 'sealed' ? NO_ACCESS : access;
    this.#tls = toTlsOptions(opened.tls);
    this.#signIn = new SignIn(opened, clock);
    this.#breakers = new Map(urls.map((url) => [url, new WorkerBreaker(clock)]));
  }

  /** Calls an operation and returns its checked answer. Errors: ConnectRest-, ConnectUnreachable-, ConnectProtocolError. */
  async call<K extends OperationName>(name: K, options: CallOptions = {}): Promise<AnswerOf<K>> {
    return (await this.ask(name, options)).body;
  }

  /** As `call`, with the HTTP status the worker answered. */
  async ask<K extends OperationName>(name: K, options: CallOptions = {}): Promise<Answered<AnswerOf<K>>> {
    const operation: Operation = OPERATIONS[name];
    const answer =
      operation.kind === 'read' ? await this.#rawPatiently(name, options) : await this.raw(name, options);
    return { status: answer.status, body: parseBody(operation, answer) as AnswerOf<K> };
  }

  /** Calls an operation and returns status and bytes of its answer, unparsed. Errors: as `call`. */
  async raw(name: OperationName, options: CallOptions = {}): Promise<RawAnswer> {
    const operation: Operation = OPERATIONS[name];
    const path =
      fillPath(operation.path, options.params ?? {}) + (operation.query ? `?${operation.query}` : '');
    if (this.#isSealed) throw sealedAccessError();
    this.#signIn.throwIfRefused(name);
    let last: unknown;
    for (const url of this.#order(options.only)) {
      try {
        const answer = await this.#ask(url, name, path, options);
        if (options.only === undefined) this.#preferred = this.urls.indexOf(url);
        this.#signIn.judge(name, answer);
        return answer;
      } catch (error) {
        last = error;
        if (!mayFailOver(error, operation)) throw error;
      }
    }
    throw last;
  }

  /** Asks again, three times at most, while the worker says that it is rebalancing. */
  async #rawPatiently(name: OperationName, options: CallOptions): Promise<RawAnswer> {
    for (const wait of REBALANCE_WAITS_MS) {
      try {
        return await this.raw(name, options);
      } catch (error) {
        if (!isRestError(error) || error.code !== 'connect/rest/rebalancing') throw error;
        await this.#clock.sleep(wait, options.signal);
      }
    }
    return this.raw(name, options);
  }

  /** How each worker answered last, in the order of the URLs. */
  workerUrls(): WorkerUrl[] {
    return this.urls.map((url, index) => {
      const { at = null, problem = null } = this.#breakers.get(url)?.last ?? {};
      const isActive = index === this.#preferred && at !== null;
      return { url, state: problem ? 'failed' : isActive ? 'active' : 'standby', problem, at };
    });
  }

  /** Asks the workers that are not in use whether they are there; never throws. */
  async checkStandby(signal: AbortSignal): Promise<void> {
    const others = this.urls.filter((_url, index) => index !== this.#preferred);
    await Promise.allSettled(others.map((only) => this.call('root', { only, signal })));
  }

  [Symbol.dispose](): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  #order(only: string | undefined): readonly string[] {
    if (only !== undefined && !this.urls.includes(only))
      throw new Error(`${only} is no worker of this cluster`);
    if (only !== undefined) return [only];
    return [...this.urls.slice(this.#preferred), ...this.urls.slice(0, this.#preferred)];
  }

  /** Signs in and sends; a token that ended is renewed once. A 401 means that nothing was done. */
  #ask(url: string, name: OperationName, path: string, options: CallOptions): Promise<RawAnswer> {
    const operation: Operation = OPERATIONS[name];
    const send = async () => {
      const once = async () => {
        const headers = await this.#signIn.headers(url, (greeting) => this.#askRoot(url, greeting));
        return { headers, answer: await this.#sendOnce(url, operation, path, options, headers) };
      };
      const { headers, answer } = await once();
      return this.#signIn.renews(answer.status, headers) ? (await once()).answer : answer;
    };
    const job = () => this.#signIn.withTrial(name, send);
    const breaker = this.#breakers.get(url);
    if (options.evenIfAway) return breaker?.observe(job) ?? job();
    return breaker?.run(job, operation.kind === 'read') ?? job();
  }

  #askRoot(url: string, headers: Readonly<Record<string, string>>): Promise<RawAnswer> {
    return this.#sendOnce(url, OPERATIONS.root, '/', {}, headers);
  }

  async #sendOnce(
    url: string,
    operation: Operation,
    path: string,
    options: CallOptions,
    headers: Readonly<Record<string, string>>,
  ): Promise<RawAnswer> {
    const limits = TIMEOUTS[operation.kind];
    const keepAlive = url.startsWith('https:') ? this.#agents.https : this.#agents.http;
    const attempt = () =>
      send(
        {
          baseUrl: url,
          method: operation.method,
          path,
          ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
          headers,
          connectMs: TIMEOUTS.connectMs,
          firstByteMs: options.timeoutMs ?? limits.firstByteMs,
          bodyMs: limits.bodyMs,
          maxBytes: operation.maxBytes,
          // A write never goes out on an idle socket the worker may be closing right now.
          agent: operation.kind === 'read' ? keepAlive : false,
          tls: this.#tls,
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
