import type { Handler, Route } from './http.ts';
import { RestException } from './rest-exception.ts';

/** What a path and a method lead to. */
export interface RouteMatch {
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
}

const METHOD_ORDER = ['HEAD', 'DELETE', 'POST', 'GET', 'PUT', 'PATCH', 'OPTIONS'];

/** Finds handlers by path and method. Source: the answers of Jersey in Apache Connect 4.3.1. */
export class Router {
  readonly #routes: readonly { segments: readonly string[]; route: Route }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ segments: toSegments(route.path), route }));
  }

  /**
   * Finds what answers a request; HEAD is answered as GET, OPTIONS by the list of methods.
   *
   * Errors: RestException 404 for an unknown path, 405 with `Allow`, 400 for a path that cannot be decoded.
   */
  match(method: string, path: string): RouteMatch {
    const segments = toSegments(path);
    const methods: string[] = [];
    for (const { segments: pattern, route } of this.#routes) {
      const params = matchSegments(pattern, segments);
      if (!params) continue;
      if (route.method === (method === 'HEAD' ? 'GET' : method)) return { params, handler: route.handler };
      methods.push(route.method);
    }
    if (methods.length === 0) throw new RestException(404, 'HTTP 404 Not Found', { isJson: false });
    return { params: {}, handler: answerOtherMethod(method, methods) };
  }
}

function answerOtherMethod(method: string, known: readonly string[]): Handler {
  const allowed = [...known, ...(known.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
  const names = METHOD_ORDER.filter((name) => allowed.includes(name));
  if (method === 'OPTIONS') {
    const headers = { allow: names.join(','), 'content-type': 'text/plain' };
    return () => ({ status: 200, text: names.join(', '), headers });
  }
  const headers = { allow: names.join(',') };
  throw new RestException(405, 'HTTP 405 Method Not Allowed', { isJson: false, headers });
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = Object.create(null);
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

/**
 * Splits a path: a trailing slash does not count, `;…` is no part of a segment, an empty segment is ambiguous. Unlike
 * Jetty, an encoded slash, backslash or percent sign is read, so that every connector can be reached.
 */
function toSegments(path: string): string[] {
  const parts = path.split('/').slice(1);
  if (parts.at(-1) === '') parts.pop();
  if (parts.includes('')) throw new RestException(400, 'Ambiguous URI empty segment');
  try {
    return parts.map((part) => decodeURIComponent(part.replace(/;.*$/, '')));
  } catch {
    throw new RestException(400, 'The path is not valid percent-encoded UTF-8');
  }
}
