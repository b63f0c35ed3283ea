import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** One note as it arrived. */
export interface ReceivedNote {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** A real HTTP receiver of notes. `answers`: status of the next ones, 200 when there is none. */
export class AlertReceiver implements AsyncDisposable {
  readonly notes: ReceivedNote[] = [];
  answers: { status: number; headers?: Record<string, string> }[] = [];
  readonly #server = http.createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<AlertReceiver> {
    const receiver = new AlertReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The bodies as JSON. */
  bodies(): Record<string, unknown>[] {
    return this.notes.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.notes.push({
      path: request.url ?? '',
      headers: request.headers,
      text: Buffer.concat(chunks).toString(),
    });
    const { status, headers } = this.answers.shift() ?? { status: 200 };
    response.writeHead(status, headers);
    response.end('ok');
  }
}
