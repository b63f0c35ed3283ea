import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '../../../base/clock.ts';
import type { HttpSettings } from './settings.ts';

/** An answer. Shape: `text` is its beginning; `retryAfter` the header as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
  readonly location: string | undefined;
}

/** A request that had no answer in time. */
export class RequestTimeout extends Error {
  override readonly name = 'RequestTimeout';
}

const MAX_ANSWER_CHARS = 4_096;
/** A request on its way when the task stops may end, so that its records need not come again. */
const STOP_GRACE_MS = 2_000;

/**
 * Sends requests over connections that are kept.
 *
 * Certificates are checked, redirects not followed. Whoever opens it closes it.
 */
export class HttpClient {
  readonly #settings: HttpSettings;
  readonly #clock: Clock;
  readonly #stopped: AbortSignal;
  readonly #agent: HttpAgent;

  constructor(settings: HttpSettings, clock: Clock, stopped: AbortSignal) {
    this.#settings = settings;
    this.#clock = clock;
    this.#stopped = stopped;
    const { ca } = settings;
    this.#agent =
      settings.url.protocol === 'https:'
        ? new HttpsAgent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) })
        : new HttpAgent({ keepAlive: true });
  }

  /** Sends one body. Errors: RequestTimeout, or the system's error when there is no connection. */
  async send(body: string): Promise<HttpAnswer> {
    const abort = new AbortController();
    const { timeoutMs } = this.#settings;
    const cancels = [
      this.#clock.after(timeoutMs, () => abort.abort(new RequestTimeout(`no answer within ${timeoutMs} ms`))),
    ];
    const onStop = () => {
      cancels.push(this.#clock.after(STOP_GRACE_MS, () => abort.abort(new RequestTimeout('the task stops'))));
    };
    this.#stopped.addEventListener('abort', onStop, { once: true });
    try {
      return await this.#exchange(body, abort.signal);
    } catch (error) {
      throw abort.signal.aborted ? abort.signal.reason : error;
    } finally {
      this.#stopped.removeEventListener('abort', onStop);
      for (const cancel of cancels) cancel();
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(body: string, signal: AbortSignal): Promise<HttpAnswer> {
    const { url, method, headers } = this.#settings;
    const bytes = Buffer.from(body);
    const options = {
      method,
      headers: { ...headers, 'content-length': bytes.length, 'user-agent': 'sluice-http-sink' },
      agent: this.#agent,
      signal,
    };
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const outgoing = send(url, options, (answer) => void readAnswer(answer).then(resolve, reject));
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
  }
}

async function readAnswer(answer: IncomingMessage): Promise<HttpAnswer> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer as AsyncIterable<string>) {
    if (text.length < MAX_ANSWER_CHARS) text += chunk.slice(0, MAX_ANSWER_CHARS - text.length);
  }
  const { location, 'retry-after': retryAfter } = answer.headers;
  return { status: answer.statusCode ?? 0, text, retryAfter, location };
}
