/** A request as resources see it. Shape: `params` are decoded path segments; `body` is text, empty when there was none. */
export interface RestRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
  /** `http://host:port` the client used. */
  readonly baseUrl: string;
}

/** An answer. Shape: no body member means an empty body; `text` is sent as it is. */
export interface RestResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What carries out a request. */
export type Handler = (request: RestRequest) => RestResponse | Promise<RestResponse>;

/** A method and a path pattern (`/connectors/:name`) with what answers them. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly handler: Handler;
}

/** Builds a route. */
export function route(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  handler: Handler,
): Route {
  return { method, path, handler };
}

/** A boolean in the query: `true` in any case, everything else is false. */
export function isTrueParam(query: URLSearchParams, name: string): boolean {
  return query.get(name)?.toLowerCase() === 'true';
}
