import 'server-only';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type Console, localContext, type VerbContext } from '../console';
import { checkMutation, refuseWhileReadOnly } from './check-mutation';
import { isJsonText } from './json-text';
import { toProblem } from './problem';
import { readJsonBody } from './read-body';

/** What a route takes. A part without a schema is not read. Units: bytes; 1 MiB unless said otherwise. */
interface RouteInput<P, Q, B> {
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  readonly maxBodyBytes?: number;
  /** Status of a good answer, 200 unless said otherwise; 204 when the verb returns nothing. */
  readonly status?: number;
}

type Segments = { params: Promise<Record<string, string | string[] | undefined>> };
/** `signal` is aborted when the browser gives up: only for what changes nothing. */
type Verb<P, Q, B> = (
  context: VerbContext,
  input: { params: P; query: Q; body: B; signal: AbortSignal },
) => unknown;

const MIB = 1_048_576;
const PIECE_BYTES = MIB / 2;
const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/**
 * Makes a route handler of a verb: request id, checks of a mutation, input by schema, the answer as JSON, every
 * error as a problem.
 *
 * Shape: a verb that returns a `Response` (an event stream) is passed through. Errors: none; all become answers.
 */
export function withRoute<P = undefined, Q = undefined, B = undefined>(
  input: RouteInput<P, Q, B>,
  verb: Verb<P, Q, B>,
): (request: Request, segments: Segments) => Promise<Response> {
  return async (request, segments) => {
    const requestId = randomUUID();
    let running: Console | undefined;
    try {
      const context = localContext(requestId);
      running = context.console;
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        checkMutation(request.headers);
        refuseWhileReadOnly(running.health.current);
      }
      const params = parsePart(input.params, input.params && (await segments.params));
      const query = parsePart(input.query, Object.fromEntries(new URL(request.url).searchParams));
      const raw = input.body && (await readJsonBody(request, input.maxBodyBytes ?? MIB));
      const body = parsePart(input.body, raw);
      const answer = await verb(context, { params, query, body, signal: request.signal });
      return toResponse(answer, input.status);
    } catch (error) {
      const problem = toProblem(error, requestId);
      if (problem.status === 500) running?.log.error('a request failed', { requestId, error });
      const headers = { ...HEADERS, 'Content-Type': 'application/problem+json' };
      return new Response(JSON.stringify(problem), { status: problem.status, headers });
    }
  };
}

/** Without a schema the part is `undefined`, which is what its type parameter says then. */
function parsePart<T>(schema: z.ZodType<T> | undefined, value: unknown): T {
  return schema ? schema.parse(value) : (undefined as T);
}

function toResponse(answer: unknown, status: number | undefined): Response {
  if (answer instanceof Response) return answer;
  if (answer === undefined) return new Response(null, { status: 204, headers: HEADERS });
  const headers = { ...HEADERS, 'Content-Type': 'application/json; charset=utf-8' };
  if (!isJsonText(answer)) return new Response(JSON.stringify(answer), { status: status ?? 200, headers });
  // To compress megabytes anew for every browser would take longer than to send them.
  const once = { ...headers, 'Cache-Control': 'no-store, no-transform' };
  return new Response(inPieces(answer.json), { status: status ?? 200, headers: once });
}

/** As a stream of views: a body given whole is copied, which for a large fleet's megabytes holds up every request. */
function inPieces(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const to = Math.min(at + PIECE_BYTES, bytes.length);
      controller.enqueue(bytes.subarray(at, to));
      at = to;
      if (at === bytes.length) controller.close();
    },
  });
}
