import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { RestException } from './rest-exception.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const WILDCARDS = ['0.0.0.0', '::', ''];
const WITH_BODY = ['POST', 'PUT', 'PATCH'];

/**
 * Refuses requests that come from a web page: a browser sends `Origin`, and a rebound DNS name shows in `Host`.
 *
 * Errors: RestException 403.
 */
export function checkAccess(headers: IncomingHttpHeaders, hosts: readonly string[]): void {
  if (headers.origin !== undefined) throw new RestException(403, 'Requests from web pages are refused');
  const host = (headers.host ?? '')
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  if (LOOPBACK.includes(host) || hosts.some((own) => own.toLowerCase() === host && host !== '')) return;
  if (hosts.some((own) => WILDCARDS.includes(own)) && isIP(host) !== 0) return;
  throw new RestException(403, `Host "${host.slice(0, 100)}" is not one this worker answers to`);
}

/** Refuses what is not JSON. Errors: RestException 406 and 415, as Jersey words them. */
export function checkMediaTypes(method: string, headers: IncomingHttpHeaders, hasBody: boolean): void {
  const accept = headers.accept;
  if (method !== 'OPTIONS' && accept !== undefined && !/\*\/\*|application\/(\*|json)/.test(accept)) {
    throw new RestException(406, 'HTTP 406 Not Acceptable', { isJson: false });
  }
  const type = headers['content-type'] ?? '';
  if (hasBody && WITH_BODY.includes(method) && !/^\s*application\/json\s*(;|$)/i.test(type)) {
    throw new RestException(415, 'HTTP 415 Unsupported Media Type', { isJson: false });
  }
}
