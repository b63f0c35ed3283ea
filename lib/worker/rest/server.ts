import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { toErrorResponse } from './exception-mapper.ts';
import { checkAccess, checkMediaTypes } from './guards.ts';
import type { RestResponse, Route } from './http.ts';
import { RestException } from './rest-exception.ts';
import { Router } from './router.ts';

/** Where and how to listen. Shape: port 0 takes a free one. */
export interface RestServerOptions {
  readonly host: string;
  readonly port: number;
  /** Host names a client may use besides loopback's and `host`. */
  readonly hostNames: readonly string[];
  readonly log: Logger;
}

const CLOSE_GRACE_MS = 500;
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * The HTTP side of the worker: reads a request, checks it, finds its handler, writes the answer.
 *
 * Errors: `listen` rejects with the system's error (EADDRINUSE). Nothing a client sends makes it throw.
 */
export class RestServer {
  readonly #options: RestServerOptions;
  readonly #server: Server;
  #router = new Router([]);

  constructor(options: RestServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** Takes the port, so that the worker knows its address before it starts anything; answers begin with `open`. */
  async listen(): Promise<{ port: number }> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: this.#options.host, port: this.#options.port }, resolve);
    });
    return { port: (this.#server.address() as AddressInfo).port };
  }

  open(routes: readonly Route[]): void {
    this.#router = new Router(routes);
  }

  /** Takes no new request, lets the running ones end for a moment, then cuts them. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cancel = systemClock.after(CLOSE_GRACE_MS, () => this.#server.closeAllConnections());
    await closed;
    cancel();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answer(request).catch((error: unknown) =>
      toErrorResponse(error, this.#options.log),
    );
    send(response, answer, request.method === 'HEAD');
  }

  async #answer(request: IncomingMessage): Promise<RestResponse> {
    checkAccess(request.headers, [this.#options.host, ...this.#options.hostNames]);
    const [path = '/', search = ''] = splitUrl(request.url ?? '/');
    const method = request.method ?? 'GET';
    const { handler, params } = this.#router.match(method, path);
    const body = await readBody(request);
    checkMediaTypes(method, request.headers, body !== '');
    const baseUrl = `http://${request.headers.host ?? this.#options.host}`;
    return handler({ method, params, query: new URLSearchParams(search), body, baseUrl });
  }
}

function splitUrl(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

async function readBody(request: IncomingMessage): Promise<string> {
  const bytes = await readBytes(request);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RestException(400, 'The body is not valid UTF-8');
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    throw new RestException(400, 'The request ended early');
  }
  if (size > MAX_BODY_BYTES) throw new RestException(413, `The body is larger than ${MAX_BODY_BYTES} bytes`);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, answer: RestResponse, isHead: boolean): void {
  const isJson = answer.body !== undefined;
  const text = isJson ? JSON.stringify(answer.body) : (answer.text ?? '');
  const headers: Record<string, string | number> = {
    ...(isJson ? { 'content-type': 'application/json' } : {}),
    ...answer.headers,
  };
  if (answer.status === 413) headers.connection = 'close';
  if (answer.status !== 204) headers['content-length'] = Buffer.byteLength(text);
  response.writeHead(answer.status, headers);
  response.end(isHead ? undefined : text);
}
