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

/** A path pattern (`/connectors/:name`) with its methods. */
export interface Route {
  readonly path: string;
  readonly methods: Readonly<Record<string, Handler>>;
}

/** A boolean in the query: `true` in any case, everything else is false. */
export function isTrueParam(query: URLSearchParams, name: string): boolean {
  return query.get(name)?.toLowerCase() === 'true';
}
