import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP server that answers every request with exactly these bytes, for answers no HTTP library would send. */
export class FaultServer implements AsyncDisposable {
  /** What the next requests get; `close` ends the connection after it. */
  answer: { bytes: string | Buffer; close: boolean; everyMs?: number } = { bytes: '', close: true };
  /** Sent again and again after the answer, for one that never ends. */
  tail: { byte: string; everyMs: number } | undefined;
  readonly requests: string[] = [];
  readonly #sockets = new Set<net.Socket>();
  readonly #server = net.createServer((socket) => {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk) => {
      this.requests.push(chunk.toString('latin1'));
      void this.#reply(socket);
    });
  });

  static async start(): Promise<FaultServer> {
    const server = new FaultServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #reply(socket: net.Socket): Promise<void> {
    const { bytes, close, everyMs } = this.answer;
    if (everyMs === undefined) socket.write(bytes);
    else {
      for (const byte of Buffer.from(bytes)) {
        if (socket.destroyed) return;
        socket.write(Buffer.of(byte));
        await sleep(everyMs);
      }
    }
    while (this.tail && !socket.destroyed) {
      socket.write(this.tail.byte);
      await sleep(this.tail.everyMs);
    }
    if (close) socket.end();
  }
}
