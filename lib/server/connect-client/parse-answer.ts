import 'server-only';
import { ErrorMessage } from '@/lib/connect/rest/root';
import { ConnectProtocolError, ConnectRestError } from './errors';
import type { Operation } from './operations';
import type { RawAnswer } from './transport';

/**
 * Turns a worker's error status into a typed error.
 *
 * Errors: ConnectRestError with the worker's words when the body is Connect's `{error_code, message}` (or the bare
 * text of its basic-auth extension), passed through `clean`; ConnectProtocolError for redirects, HTML and everything
 * else.
 */
export function throwOnErrorStatus(
  answer: RawAnswer,
  clean: (text: string) => string = (text) => text,
): void {
  if (answer.status >= 200 && answer.status < 300) return;
  if (answer.status >= 300 && answer.status < 400) {
    throw new ConnectProtocolError(
      `The answer is a redirect (${answer.status}), which Connect never sends.`,
      'not-connect',
    );
  }
  const words = wordsOf(answer, clean);
  if (answer.status === 401 || answer.status === 403) {
    throw new ConnectRestError(answer.status, words ?? 'The worker asks for credentials.');
  }
  if (words !== undefined) throw new ConnectRestError(answer.status, words);
  throw new ConnectProtocolError(
    `The answer is ${answer.status} without Connect's error body; is this a Connect worker?`,
    'not-connect',
  );
}

function wordsOf(answer: RawAnswer, clean: (text: string) => string): string | undefined {
  try {
    const parsed = ErrorMessage.safeParse(JSON.parse(answer.body.toString('utf8')));
    return parsed.success ? clean(parsed.data.message ?? 'no message') : undefined;
  } catch {
    return undefined;
  }
}

/** Parses the JSON text of an answer. Errors: ConnectProtocolError; `not-connect` when it looks like a web page. */
export function parseJson(answer: RawAnswer): unknown {
  const text = answer.body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const page = /^\s*</.test(text) || answer.contentType.includes('html');
    throw new ConnectProtocolError(
      page ? 'A web page answered, not a Connect worker.' : 'The answer is not complete JSON.',
      page ? 'not-connect' : 'protocol',
      cause,
    );
  }
}

/** Checks an answer's body against its operation's schema. Errors: ConnectProtocolError naming the first path. */
export function parseBody<T>(operation: Operation<T>, answer: RawAnswer): T {
  if (operation.schema === undefined) return undefined as T;
  const empty = answer.body.length === 0 && operation.kind === 'write';
  const parsed = operation.schema.safeParse(empty ? undefined : parseJson(answer));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ConnectProtocolError(
    `${operation.method} ${operation.path} answered another shape than Connect's${where ? ` at "${where}"` : ''}.`,
  );
}
