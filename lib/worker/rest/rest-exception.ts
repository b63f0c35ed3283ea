/** An error with its HTTP status. Shape: without `isJson` no Content-Type is sent, as Jersey does for its own errors. */
export class RestException extends Error {
  override readonly name = 'RestException';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly isJson: boolean;

  constructor(
    status: number,
    message: string,
    options: { headers?: Record<string, string>; isJson?: boolean } = {},
  ) {
    super(message);
    this.status = status;
    this.headers = options.headers ?? {};
    this.isJson = options.isJson ?? true;
  }
}
