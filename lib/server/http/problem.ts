import 'server-only';
import { ZodError } from 'zod';
import { StoredConfig } from '@/lib/api/connectors';
import type { Problem } from '@/lib/api/problem';
import { type AppError, ValidationError } from '@/lib/base/errors';
import { isRestError } from '../connect-client/errors';
import { StorageError } from '../db/open';

const STATUS_BY_CODE: readonly (readonly [prefix: string, status: number, title: string])[] = [
  ['input/too-large', 413, 'Too large'],
  ['input/', 400, 'Invalid input'],
  ['auth/', 403, 'Not allowed'],
  ['resource/not-found', 404, 'Not found'],
  ['resource/conflict', 409, 'Conflict'],
  ['connect/rest/rebalancing', 409, 'The Connect cluster is rebalancing'],
  ['connect/rest/conflict', 409, 'Conflict'],
  ['connect/rest/not-found', 404, 'Not found on the worker'],
  ['connect/rest/config-invalid', 400, 'The worker refused it'],
  ['connect/rest/', 502, 'The worker answered an error'],
  ['connect/unreachable/', 504, 'The worker did not answer'],
  ['connect/protocol', 502, 'Unexpected answer of the worker'],
  ['connect/token/', 502, 'The token server gave no token'],
  ['seal/', 409, 'Stored with another key'],
  ['storage/', 503, 'The console cannot write its database'],
  ['console/', 503, 'The console is not ready'],
];

/**
 * Turns whatever a verb threw into what the browser may see.
 *
 * Guarantees: no stack, no cause; an error nobody foresaw says only that it is ours, with the request id.
 */
export function toProblem(thrown: unknown, requestId: string): Problem {
  const error = thrown instanceof ZodError ? fromZod(thrown) : fromSqlite(thrown);
  const known = isOurs(error) ? STATUS_BY_CODE.find(([prefix]) => error.code.startsWith(prefix)) : undefined;
  if (!isOurs(error) || !known) {
    return {
      type: 'about:blank',
      title: 'Our fault',
      status: 500,
      code: 'bug',
      detail: 'Something went wrong inside the console. Its log says more under this request id.',
      requestId,
    };
  }
  return {
    type: 'about:blank',
    title: known[2],
    status: known[1],
    code: error.code,
    detail: error.message,
    requestId,
    ...(isRestError(error) ? { workerMessage: error.workerMessage } : {}),
    ...(isValidation(error) && Object.keys(error.fields).length > 0
      ? {
          fields: Object.fromEntries(Object.entries(error.fields).map(([path, words]) => [path, [...words]])),
        }
      : {}),
    ...currentOf(error),
  };
}

function currentOf(error: AppError): Pick<Problem, 'current'> {
  const parsed = StoredConfig.safeParse(error.data?.current);
  return parsed.success ? { current: parsed.data } : {};
}

/**
 * Of the database itself and not of a statement: busy, locked, read-only, input/output, damaged, full, cannot be
 * opened, no database. Source: https://sqlite.org/rescode.html
 */
const DATABASE_IS_AWAY: ReadonlySet<number> = new Set([5, 6, 8, 10, 11, 13, 14, 26]);

function fromSqlite(thrown: unknown): unknown {
  if (!isOurs(thrown) || thrown.code !== 'ERR_SQLITE_ERROR' || !('errcode' in thrown)) return thrown;
  if (!DATABASE_IS_AWAY.has(Number(thrown.errcode) & 0xff)) return thrown;
  return new StorageError(
    `The console’s database cannot be used now (${thrown.message}). Try again.`,
    thrown,
  );
}

/** By code and not by class, as in `isRestError`. */
function isOurs(thrown: unknown): thrown is AppError {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string';
}

function isValidation(error: AppError): error is ValidationError {
  return error.code === 'input/invalid' && 'fields' in error;
}

function fromZod(error: ZodError): ValidationError {
  const fields: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const path = issue.path.map(String).join('.') || 'body';
    fields[path] = [...(fields[path] ?? []), issue.message];
  }
  const first = Object.entries(fields)[0];
  return new ValidationError(first ? `${first[0]}: ${first[1][0]}` : 'The input is not valid.', fields);
}
