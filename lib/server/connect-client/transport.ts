import 'server-only';
import http from 'node:http';
import https from 'node:https';
import type { Clock } from '@/lib/base/clock';
import { ConnectProtocolError, ConnectUnreachableError, type UnreachableKind } from './errors';
import type { TlsOptions } from './tls';
import { describeTlsFailure, isClientCertificateRefusal, isTlsFailure } from './tls-words';
import { isRefusedAddress, RefusedAddressError, safeLookup } from './worker-url';

/** One request, fully decided. Units: ms, bytes. `path` is sent as it is. */
export interface RawRequest {
  readonly baseUrl: string;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  /** Beside the fixed ones, and before them: credentials of a worker, the kind of a body. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly bodyMs: number;
  readonly maxBytes: number;
  readonly agent: http.Agent | false;
  readonly tls?: TlsOptions;
  readonly signal?: AbortSignal;
}

/** What came back: status and bytes. No header of a worker leaves this folder except the content type. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

const NOT_REACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

/** Where a request was when it failed: only before `sent` is it certain that the worker never saw it. */
interface Progress {
  connected: boolean;
  answered: boolean;
}

/**
 * Sends one request and reads the whole answer, within its limits of time and bytes.
 *
 * Errors: ConnectUnreachableError when no answer began; ConnectProtocolError when it ended half-way or grew past
 * `maxBytes`. Headers out are a fixed list; nothing of the browser's request is passed on.
 */
export function send(request: RawRequest, clock: Clock): Promise<RawAnswer> {
  const base = new URL(request.baseUrl);
  const secure = base.protocol === 'https:';
  const progress: Progress = { connected: false, answered: false };
  // Node looks no address up that is written as one.
  if (isRefusedAddress(base.hostname)) return Promise.reject(forbidden(base));
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      stopTimer();
      reject(error);
      outgoing.destroy();
    };
    const prefix = base.pathname.replace(/\/+$/, '');
    const outgoing = (secure ? https : http).request({
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port === '' ? (secure ? 443 : 80) : Number(base.port),
      method: request.method,
      path: `${prefix}${request.path}`,
      headers: headersFor(request),
      agent: request.agent,
      lookup: safeLookup,
      ...(secure ? request.tls : {}),
      ...(request.signal ? { signal: request.signal } : {}),
    });
    let stopTimer = clock.after(request.connectMs, () =>
      fail(
        new ConnectUnreachableError('timeout', `No connection within ${seconds(request.connectMs)}.`, 'no'),
      ),
    );
    const onConnected = () => {
      progress.connected = true;
      stopTimer();
      stopTimer = clock.after(request.firstByteMs, () =>
        fail(
          new ConnectUnreachableError(
            'timeout',
            `No answer within ${seconds(request.firstByteMs)}.`,
            'unknown',
          ),
        ),
      );
    };
    outgoing.on('socket', (socket) => {
      if (outgoing.reusedSocket || !socket.connecting) onConnected();
      else socket.once(secure ? 'secureConnect' : 'connect', onConnected);
    });
    outgoing.on('error', (error) =>
      fail(progress.answered ? halfAnswer(error) : toUnreachable(error, progress, base)),
    );
    outgoing.on('response', (response) => {
      progress.answered = true;
      stopTimer();
      stopTimer = clock.after(request.bodyMs, () =>
        fail(new ConnectProtocolError(`The answer did not end within ${seconds(request.bodyMs)}.`)),
      );
      collect(response, request.maxBytes, fail, (answer) => {
        stopTimer();
        resolve(answer);
      });
    });
    outgoing.end(request.body);
  });
}

function headersFor(request: RawRequest): Record<string, string> {
  return {
    Accept: 'application/json',
    'User-Agent': 'sluice',
    ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...request.headers,
    ...(request.body === undefined
      ? request.method === 'GET' || request.method === 'DELETE'
        ? {}
        : { 'Content-Length': '0' }
      : { 'Content-Length': String(Buffer.byteLength(request.body)) }),
  };
}

function collect(
  response: http.IncomingMessage,
  maxBytes: number,
  fail: (error: unknown) => void,
  done: (answer: RawAnswer) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) {
      fail(new ConnectProtocolError(`The answer is larger than ${Math.round(maxBytes / 1_048_576)} MiB.`));
      return;
    }
    chunks.push(chunk);
  });
  response.on('error', (error) => fail(halfAnswer(error)));
  response.on('end', () => {
    if (!response.complete) return fail(halfAnswer(undefined));
    const encoding = response.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      return fail(new ConnectProtocolError(`The answer is encoded as ${encoding}, which was not asked for.`));
    }
    return done({
      status: response.statusCode ?? 0,
      contentType: response.headers['content-type'] ?? '',
      body: Buffer.concat(chunks, size),
    });
  });
}

function halfAnswer(cause: unknown): ConnectProtocolError {
  return new ConnectProtocolError('The answer broke off half-way.', 'protocol', cause);
}

function toUnreachable(error: NodeJS.ErrnoException, progress: Progress, base: URL): Error {
  const code = error.code ?? '';
  if (error.name === 'AbortError') return error;
  const unreachable = (kind: UnreachableKind, message: string) =>
    new ConnectUnreachableError(kind, message, progress.connected ? 'unknown' : 'no', error);
  if (error instanceof RefusedAddressError) {
    return forbidden(base, error);
  }
  if (NOT_REACHED.has(code) || code === '') {
    const inner = (error as { errors?: NodeJS.ErrnoException[] }).errors?.[0]?.code;
    if (code !== '' || inner === 'ECONNREFUSED')
      return unreachable('refused', `${base.host} refused the connection.`);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return unreachable('dns', `No address is known for ${base.hostname}.`);
  if (isTlsFailure(code)) {
    const applied = progress.connected && !isClientCertificateRefusal(error) ? 'unknown' : 'no';
    return new ConnectUnreachableError('tls', describeTlsFailure(error, base.host), applied, error);
  }
  if (code === 'ETIMEDOUT') return unreachable('timeout', `${base.host} did not answer.`);
  if (code.startsWith('HPE_'))
    return new ConnectProtocolError(`${base.host} does not speak HTTP.`, 'not-connect', error);
  return unreachable('reset', `${base.host} closed the connection.`);
}

function forbidden(base: URL, cause?: unknown): ConnectUnreachableError {
  const why = `${base.hostname} leads to a link-local or reserved address, or one of SLUICE_REFUSED_ADDRESSES.`;
  return new ConnectUnreachableError('forbidden-address', why, 'no', cause);
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
