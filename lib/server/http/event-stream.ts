import 'server-only';
import type { VerbContext } from '../console';

const MAX_BACKLOG = 1_048_576;
const KEEP_ALIVE_MS = 15_000;
const KEEP_ALIVE = Buffer.from(':\n\n');

/**
 * Streams the console's events to one browser until it leaves, falls behind by more than 1 MB, or the console
 * stops. A browser that was cut reconnects and reads the snapshot anew.
 */
export function streamEvents({ console: { hub, clock, stopping } }: VerbContext): Response {
  let leave: () => void = () => undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let cancelKeepAlive: () => void = () => undefined;
        const end = () => {
          leave();
          controller.close();
        };
        const push = (message: Buffer) => {
          const room = controller.desiredSize ?? 0;
          if (room < message.length && room < MAX_BACKLOG) return end();
          controller.enqueue(message);
        };
        const keepAlive = () => {
          cancelKeepAlive = clock.after(KEEP_ALIVE_MS, keepAlive);
          push(KEEP_ALIVE);
        };
        const unsubscribe = hub.subscribe(push);
        cancelKeepAlive = clock.after(KEEP_ALIVE_MS, keepAlive);
        leave = () => {
          unsubscribe();
          cancelKeepAlive();
          stopping.removeEventListener('abort', end);
        };
        stopping.addEventListener('abort', end, { once: true });
        if (stopping.aborted) end();
      },
      // The browser has left: the stream is closed already.
      cancel() {
        leave();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_BACKLOG }),
  );
  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
