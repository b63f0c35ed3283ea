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

/** The answer was not what Kafka Connect answers: HTML, half a body, other JSON, a redirect, too many bytes. */
export class ConnectProtocolError extends AppError {
  override readonly name = 'ConnectProtocolError';
  /** `not-connect` when nothing suggests that a Connect worker answered at all. */
  readonly kind: 'protocol' | 'not-connect';
  /** Of a write: the worker may have carried it out. */
  readonly applied = 'unknown';

  constructor(message: string, kind: 'protocol' | 'not-connect' = 'protocol', cause?: unknown) {
    super('connect/protocol', message, { cause });
    this.kind = kind;
  }
}

/** Turns whatever a call threw into the words a cluster's badge shows. Never holds a header or a body. */
export function toClusterProblem(thrown: unknown): ClusterProblem {
  if (isUnreachable(thrown)) return { kind: thrown.kind, message: thrown.message };
  if (isProtocolError(thrown)) return { kind: thrown.kind, message: thrown.message };
  if (isRestError(thrown)) {
    const kind = thrown.code === 'connect/rest/unauthorized' ? 'unauthorized' : 'rest';
    return { kind, message: thrown.message };
  }
  return { kind: 'protocol', message: messageOf(thrown) };
}

/** True when a write that threw this may have been carried out by the worker all the same. */
export function mayHaveBeenApplied(thrown: unknown): boolean {
  return isProtocolError(thrown) || (isUnreachable(thrown) && thrown.applied === 'unknown');
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

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}
