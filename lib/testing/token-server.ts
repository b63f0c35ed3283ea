import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

/** What the token server was asked. `client`: user and password of basic authentication. */
interface TokenRequest {
  readonly path: string;
  readonly form: Record<string, string>;
  readonly client: string;
}

/** Grants numbered tokens to whoever asks, as an OAuth2 server does by client credentials. */
export class TokenServer implements AsyncDisposable {
  readonly requests: TokenRequest[] = [];
  /** What is answered instead of a token. */
  answer: { status: number; body: string; headers?: Record<string, string> } | undefined;
  readonly #good = new Set<string>();
  readonly #isSecure: boolean;
  readonly #server: http.Server | https.Server;

  constructor(tls?: https.ServerOptions) {
    const serve = (request: http.IncomingMessage, response: http.ServerResponse) =>
      void this.#serve(request, response);
    this.#isSecure = tls !== undefined;
    this.#server = tls ? https.createServer(tls, serve) : http.createServer(serve);
  }

  /** `tls`: speaks https with these options. */
  static async start(tls?: https.ServerOptions): Promise<TokenServer> {
    const server = new TokenServer(tls);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `${this.#isSecure ? 'https' : 'http'}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  isGood(token: string | undefined): boolean {
    return token !== undefined && this.#good.has(token);
  }

  revokeAll(): void {
    this.#good.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [, pair = ''] = (request.headers.authorization ?? '').split(' ');
    this.requests.push({
      path: request.url ?? '',
      form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
      client: Buffer.from(pair, 'base64').toString(),
    });
    if (this.answer) {
      response.writeHead(this.answer.status, this.answer.headers).end(this.answer.body);
      return;
    }
    const token = `token-${this.requests.length}`;
    this.#good.add(token);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 300 }));
  }
}
