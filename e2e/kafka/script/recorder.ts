import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitUntil } from '../wait-until.ts';
import { type Placeholders, withPlaceholders } from './placeholders.ts';

const WAIT_TIMEOUT_MS = 60_000;
const KEPT_HEADERS = ['content-type', 'location', 'allow'] as const;

/** One request to record. `body` is sent as JSON; `raw` as it stands. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One fixture file. `body` is parsed JSON where the worker said JSON or sent it untyped, else text. */
export interface Fixture {
  readonly command: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: object;
    readonly body?: unknown;
  };
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Plays requests against a worker and writes each answer as one fixture. */
export class Recorder {
  readonly dir: string;
  readonly #url: string;
  readonly #out: string;
  readonly #placeholders: Placeholders;
  readonly #slugs = new Set<string>();

  constructor(options: { url: string; out: string; dir: string; placeholders: Placeholders }) {
    this.#url = options.url;
    this.#out = options.out;
    this.dir = options.dir;
    this.#placeholders = options.placeholders;
    mkdirSync(this.#out, { recursive: true });
  }

  get count(): number {
    return this.#slugs.size;
  }

  /** Sends a request that only prepares; the answer is not kept. */
  async send(request: RecordedRequest): Promise<Answer> {
    const response = await fetch(`${this.#url}${request.path}`, {
      method: request.method,
      headers: headersOf(request),
      ...(bodyOf(request) === undefined ? {} : { body: bodyOf(request) ?? null }),
    });
    const headers = KEPT_HEADERS.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    return {
      status: response.status,
      headers: Object.fromEntries(headers),
      body: parsed(await response.text()),
    };
  }

  /**
   * Records the answer to a request, the first one for which `until` holds when given.
   *
   * Errors: rejects when the slug was used before or the condition does not come true within a minute.
   */
  async record(
    slug: string,
    request: RecordedRequest,
    until: (answer: Answer) => boolean = () => true,
  ): Promise<void> {
    if (this.#slugs.has(slug)) throw new Error(`the fixture ${slug} is recorded twice`);
    this.#slugs.add(slug);
    const answer = await this.wait(request, until);
    const sent = request.raw ?? request.body;
    const fixture: Fixture = {
      command: commandOf(request),
      request: {
        method: request.method,
        path: request.path,
        ...(request.headers === undefined ? {} : { headers: request.headers }),
        ...(sent === undefined ? {} : { body: sent }),
      },
      ...answer,
    };
    const text = `${JSON.stringify(withPlaceholders(fixture, this.#placeholders), null, 2)}\n`;
    writeFileSync(path.join(this.#out, `${slug}.json`), text);
  }

  /** Repeats a request until its answer satisfies the condition, and returns that answer. */
  async wait(request: RecordedRequest, until: (answer: Answer) => boolean): Promise<Answer> {
    let answer: Answer | undefined;
    const probe = async () => {
      answer = await this.send(request);
      return until(answer);
    };
    await waitUntil(`${request.method} ${request.path}`, probe, { timeoutMs: WAIT_TIMEOUT_MS }).catch(
      (error: Error) => {
        throw new Error(`${error.message}; last answer: ${JSON.stringify(answer)}`, { cause: error });
      },
    );
    if (answer === undefined) throw new Error('a condition came true without an answer');
    return answer;
  }
}

/** What a worker answered, before placeholders. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function headersOf(request: RecordedRequest): Record<string, string> {
  const json =
    request.body === undefined && request.raw === undefined ? {} : { 'content-type': 'application/json' };
  return { ...json, ...request.headers };
}

function bodyOf(request: RecordedRequest): string | undefined {
  return request.raw ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

function commandOf(request: RecordedRequest): string {
  const headers = Object.entries(headersOf(request)).map(([name, value]) => `-H '${name}: ${value}'`);
  const body = bodyOf(request);
  return [
    `curl -X ${request.method}`,
    ...headers,
    ...(body === undefined ? [] : [`-d '${body.replaceAll("'", String.raw`'\''`)}'`]),
    `"$CONNECT${request.path.replaceAll('$', String.raw`\$`)}"`,
  ].join(' ');
}
