import type { Logger } from '../../base/logger.ts';
import { ConfigException, ConnectException, NotFoundException } from '../api/exceptions.ts';
import {
  AlreadyExistsException,
  BadRequestException,
  RequestTimeoutException,
} from '../herder/exceptions.ts';
import type { RestResponse } from './http.ts';
import { RestException } from './rest-exception.ts';

/**
 * Turns whatever a handler threw into the answer `{error_code, message}`.
 *
 * Shape: texts of our own exceptions go out as they are; anything else is a bug: it is logged, and its text stays here.
 * Source: kafka `ConnectExceptionMapper`.
 */
export function toErrorResponse(error: unknown, log: Logger): RestResponse {
  const status = statusOf(error);
  if (status === undefined) {
    log.error('A request failed for an unknown reason', { error });
    return errorBody(500, 'Internal error; the worker log has more');
  }
  const message = (error as Error).message;
  if (!(error instanceof RestException)) return errorBody(status, message);
  const body = errorBody(status, message);
  return error.isJson
    ? { ...body, headers: error.headers }
    : { status, text: JSON.stringify(body.body), headers: error.headers };
}

function errorBody(status: number, message: string): RestResponse {
  return { status, body: { error_code: status, message } };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof RestException) return error.status;
  if (error instanceof NotFoundException) return 404;
  if (error instanceof AlreadyExistsException) return 409;
  if (error instanceof BadRequestException || error instanceof ConfigException) return 400;
  if (error instanceof RequestTimeoutException || error instanceof ConnectException) return 500;
  return undefined;
}
