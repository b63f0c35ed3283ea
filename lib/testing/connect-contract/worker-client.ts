import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorStateInfo } from '../../connect/rest/connectors.ts';

const WAIT_TIMEOUT_MS = 60_000;
const POLL_EVERY_MS = 40;

/** What a worker answered. Shape: `body` is parsed JSON, the text itself when it is none, null when empty. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

/** `body` is sent as JSON, `raw` as it stands. */
export interface RequestOptions {
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Speaks to one worker and counts what it asks.
 *
 * A worker that says "ask again, a rebalance is due" is asked again: that is its contract, and no case is about it.
 */
export class WorkerClient {
  readonly url: string;
  readonly #count: () => void;

  constructor(url: string, count: () => void) {
    this.url = url;
    this.#count = count;
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('GET', path, options);
  }

  delete(path: string): Promise<Answer> {
    return this.request('DELETE', path);
  }

  put(path: string, body?: unknown): Promise<Answer> {
    return this.request('PUT', path, body === undefined ? {} : { body });
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.request('POST', path, body === undefined ? {} : { body });
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.request('PATCH', path, { body });
  }

  /** Sends one request, again while the worker asks for it. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    this.#count();
    const deadline = performance.now() + WAIT_TIMEOUT_MS;
    for (;;) {
      const answer = await this.#send(method, path, options);
      if (!asksToRetry(answer) || performance.now() > deadline) return answer;
      await sleep(POLL_EVERY_MS);
    }
  }

  /**
   * Repeats a GET until its answer satisfies `until`, and returns that answer.
   *
   * Errors: rejects after a minute with the last answer in its words.
   */
  async waitFor(path: string, until: (answer: Answer) => boolean): Promise<Answer> {
    this.#count();
    const deadline = performance.now() + WAIT_TIMEOUT_MS;
    let answer = await this.#send('GET', path, {});
    while (!until(answer)) {
      if (performance.now() > deadline) {
        throw new Error(
          `GET ${path} did not become what was waited for; last: ${answer.status} ${answer.text}`,
        );
      }
      await sleep(POLL_EVERY_MS);
      answer = await this.#send('GET', path, {});
    }
    return answer;
  }

  /** Waits for a connector and its tasks to be in these states. Shape: connector first, tasks in order. */
  async waitForStates(name: string, ...states: string[]): Promise<ConnectorStateInfo> {
    const wanted = formatStates(states);
    const answer = await this.waitFor(statusPath(name), (each) => statesOf(each) === wanted);
    return ConnectorStateInfo.parse(answer.body);
  }

  /**
   * Notes every state seen on the way to the wanted one.
   *
   * Shape: like `RUNNING [RUNNING,FAILED]`, `none` for a 404, without repetitions, the wanted one last.
   */
  async watchStates(name: string, wanted: string): Promise<string[]> {
    const seen: string[] = [];
    await this.waitFor(statusPath(name), (answer) => {
      const now = statesOf(answer);
      if (seen.at(-1) !== now) seen.push(now);
      return now === wanted;
    });
    return seen;
  }

  async #send(method: string, path: string, options: RequestOptions): Promise<Answer> {
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }
}

/** Path of a connector, with whatever follows. */
export function connectorPath(name: string, rest = ''): string {
  return `/connectors/${encodeURIComponent(name)}${rest}`;
}

/** `RUNNING [RUNNING]`: a connector's state with its tasks'. */
export function formatStates([connector = '', ...tasks]: readonly string[]): string {
  return `${connector} [${tasks.join()}]`;
}

/** The message of an error body. Shape: undefined when the body is none. */
export function messageOf(answer: Answer): string | undefined {
  const { body } = answer;
  if (body === null || typeof body !== 'object' || !('message' in body)) return undefined;
  return typeof body.message === 'string' ? body.message : undefined;
}

function statusPath(name: string): string {
  return connectorPath(name, '/status');
}

function statesOf(answer: Answer): string {
  if (answer.status === 404) return 'none';
  const parsedStatus = ConnectorStateInfo.safeParse(answer.body);
  if (!parsedStatus.success) return `status ${answer.status}`;
  const { connector, tasks } = parsedStatus.data;
  return formatStates([connector.state, ...tasks.map((task) => task.state)]);
}

/** The answers with which a worker says that the same request will do in a moment. */
function asksToRetry(answer: Answer): boolean {
  if (answer.status !== 409 && answer.status !== 500) return false;
  return /^Cannot complete request|rebalance is expected|Request timed out/.test(messageOf(answer) ?? '');
}

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
