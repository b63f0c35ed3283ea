import 'server-only';
import type { ClusterProblem } from '@/lib/api/clusters';
import { AppError, messageOf } from '@/lib/base/errors';

/** How a worker could not be reached. */
export type UnreachableKind = 'refused' | 'timeout' | 'dns' | 'tls' | 'reset' | 'forbidden-address';

/**
 * The worker answered with an error of its own.
 *
 * Shape: `workerMessage` is the worker's text, verbatim; it may quote a config value and is masked before it is
 * shown. Code: `connect/rest/{rebalancing,conflict,not-found,config-invalid,unauthorized,error}`.
 */
export class ConnectRestError extends AppError {
  override readonly name = 'ConnectRestError';
  readonly status: number;
  readonly workerMessage: string;

  constructor(status: number, workerMessage: string) {
    super(`connect/rest/${kindOf(status, workerMessage)}`, `The worker answered ${status}: ${workerMessage}`);
    this.status = status;
    this.workerMessage = workerMessage;
  }
}

function kindOf(status: number, message: string): string {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not-found';
  if (status === 409) return /already exists/i.test(message) ? 'conflict' : 'rebalancing';
  if (status === 400 || status === 422) return 'config-invalid';
  return 'error';
}

/**
 * No answer came.
 *
 * Shape: `applied` is `no` when the request certainly never reached the worker, `unknown` when it may have been
 * carried out.
 */
export class ConnectUnreachableError extends AppError {
  override readonly name = 'ConnectUnreachableError';
  readonly kind: UnreachableKind;
  readonly applied: 'no' | 'unknown';

  constructor(kind: UnreachableKind, message: string, applied: 'no' | 'unknown', cause?: unknown) {
    super(`connect/unreachable/${kind}`, message, { cause });
    this.kind = kind;
    this.applied = applied;
  }
}

/**
 * No access token was granted, so that nothing was sent to the worker. Code: `connect/token/refused` when the token
 * server said no, `connect/token/unreachable` when it could not say anything.
 */
export class ConnectTokenError extends AppError {
  override readonly name = 'ConnectTokenError';

  constructor(message: string, kind: 'refused' | 'unreachable', cause?: unknown) {
    super(`connect/token/${kind}`, message, { cause });
  }
}

/** The answer was not what Kafka Connect answers: HTML, half a body, other JSON, a redirect, too many bytes. */
export class ConnectProtocolError extends AppError {
  override readonly name = 'ConnectProtocolError';
  /** `not-connect` when nothing suggests that a Connect worker answered at all. */
  readonly kind: 'protocol' | 'not-connect';
  /** Of a write: `unknown` when the worker may have carried it out. */
  readonly applied: 'no' | 'unknown';

  constructor(
    message: string,
    kind: 'protocol' | 'not-connect' = 'protocol',
    cause?: unknown,
    applied: 'no' | 'unknown' = 'unknown',
  ) {
    super('connect/protocol', message, { cause });
    this.kind = kind;
    this.applied = applied;
  }
}

/** Turns whatever a call threw into the words a cluster's badge shows. Never holds a header or a body. */
export function toClusterProblem(thrown: unknown): ClusterProblem {
  if (isUnreachable(thrown)) return { kind: thrown.kind, message: thrown.message };
  if (isProtocolError(thrown)) return { kind: thrown.kind, message: thrown.message };
  if (isRestError(thrown)) {
    const word = thrown.code.slice('connect/rest/'.length);
    if (word === 'unauthorized') {
      return { kind: word, message: `Credentials refused (${thrown.status}): ${thrown.workerMessage}` };
    }
    return { kind: word === 'rebalancing' ? word : 'rest', message: thrown.message };
  }
  if (codeOf(thrown).startsWith('connect/token/')) return { kind: 'token', message: messageOf(thrown) };
  if (codeOf(thrown) === 'seal/other-key') return { kind: 'sealed', message: messageOf(thrown) };
  return { kind: 'protocol', message: messageOf(thrown) };
}

/** Connect gives up waiting for its own herder, or for the leader it passed a request on to. */
const STILL_UNDER_WAY = /^Request timed out|^IO Error trying to forward/i;

/**
 * True when a write that threw this may have been carried out by the worker all the same.
 *
 * Source: HerderRequestHandler#completeRequest and RestClient#httpRequest 4.3, which answer 500 although what was
 * asked stays in the herder's queue or on its way to the leader; 502 and 504 of a gateway say as little.
 */
export function mayHaveBeenApplied(thrown: unknown): boolean {
  if (isRestError(thrown)) {
    const { status, workerMessage } = thrown;
    return status === 502 || status === 504 || (status === 500 && STILL_UNDER_WAY.test(workerMessage));
  }
  return (isProtocolError(thrown) || isUnreachable(thrown)) && thrown.applied === 'unknown';
}

/** The same failure, of something that was asked before the call itself: the call was never sent. */
export function asNotSent(thrown: unknown): unknown {
  if (isUnreachable(thrown)) return new ConnectUnreachableError(thrown.kind, thrown.message, 'no', thrown);
  if (isProtocolError(thrown)) return new ConnectProtocolError(thrown.message, thrown.kind, thrown, 'no');
  return thrown;
}

/**
 * Says whether something thrown is an error of a worker. Told by its code, not by its class: Next bundles routes and
 * `instrumentation.ts` apart, so the same class exists twice in one process.
 */
export function isRestError(thrown: unknown): thrown is ConnectRestError {
  return codeOf(thrown).startsWith('connect/rest/');
}

/** Says whether something thrown means that no answer came; see `isRestError`. */
export function isUnreachable(thrown: unknown): thrown is ConnectUnreachableError {
  return codeOf(thrown).startsWith('connect/unreachable/');
}

/** Says whether something thrown means that the answer made no sense; see `isRestError`. */
export function isProtocolError(thrown: unknown): thrown is ConnectProtocolError {
  return codeOf(thrown) === 'connect/protocol';
}

/** Says whether something thrown means that the token server refused our client; see `isRestError`. */
export function isTokenRefusal(thrown: unknown): boolean {
  return codeOf(thrown) === 'connect/token/refused';
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}
