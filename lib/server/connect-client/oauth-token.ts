import 'server-only';
import { z } from 'zod';
import type { Clock } from '@/lib/base/clock';
import type { WorkerAuth } from './access';
import { ConnectTokenError, isUnreachable } from './errors';
import type { TlsOptions } from './tls';
import { type RawAnswer, send } from './transport';

type OAuth = Extract<WorkerAuth, { type: 'oauth2' }>;

const LIMITS = { connectMs: 3_000, firstByteMs: 10_000, bodyMs: 10_000, maxBytes: 65_536 };
const DEFAULT_LIFE_S = 300;
const MAX_LIFE_S = 86_400;
const MARGIN_S = 30;

const Granted = z.looseObject({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number<unknown>().positive().optional().catch(undefined),
});
const Denied = z.looseObject({ error: z.string().regex(/^[a-z_]{1,60}$/) });

/**
 * Access tokens by the client-credentials grant, kept until shortly before they end.
 *
 * Guarantees: one request at a time, however many callers wait; redirects are not followed; nothing of what the
 * token server said is repeated but its error code. Errors: ConnectTokenError. Source: RFC 6749, 4.4 and 2.3.1.
 */
export class TokenSource {
  readonly #auth: OAuth;
  readonly #tls: TlsOptions;
  readonly #clock: Clock;
  #token: { text: string; until: number } | undefined;
  #pending: Promise<string> | undefined;

  constructor(auth: OAuth, tls: TlsOptions, clock: Clock) {
    this.#auth = auth;
    this.#tls = tls;
    this.#clock = clock;
  }

  /** The token to send now. */
  get(): Promise<string> {
    const known = this.#token;
    if (known && this.#clock.monotonic() < known.until) return Promise.resolve(known.text);
    this.#pending ??= this.#ask().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** The token that is kept, to be replaced in texts. */
  get current(): string | undefined {
    return this.#token?.text;
  }

  /** A worker refused this token: the next `get` asks for another one, unless that has happened already. */
  refused(token: string): void {
    if (this.#token?.text === token) this.#token = undefined;
  }

  async #ask(): Promise<string> {
    const url = new URL(this.#auth.tokenUrl);
    const answer = await this.#post(url).catch((error: unknown) => {
      if (!isUnreachable(error)) throw error;
      throw new ConnectTokenError(
        `The token server cannot be reached: ${error.message}`,
        'unreachable',
        error,
      );
    });
    const granted = Granted.safeParse(jsonOf(answer));
    if (answer.status !== 200 || !granted.success) throw refusal(answer, url.host);
    const { access_token: text, expires_in: given = DEFAULT_LIFE_S } = granted.data;
    const life = Math.min(given, MAX_LIFE_S);
    const keptS = Math.max(life - MARGIN_S, life / 2);
    this.#token = { text, until: this.#clock.monotonic() + keptS * 1000 };
    return text;
  }

  #post(url: URL): Promise<RawAnswer> {
    const { clientId, clientSecret, scope } = this.#auth;
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
    const pair = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
    return send(
      {
        baseUrl: url.origin,
        method: 'POST',
        path: `${url.pathname}${url.search}`,
        body: form.toString(),
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          Authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
        },
        ...LIMITS,
        agent: false,
        tls: this.#tls,
      },
      this.#clock,
    );
  }
}

function formEncode(text: string): string {
  return new URLSearchParams({ t: text }).toString().slice(2);
}

function jsonOf(answer: RawAnswer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function refusal(answer: RawAnswer, host: string): ConnectTokenError {
  const denied = Denied.safeParse(jsonOf(answer));
  if (answer.status === 200) return new ConnectTokenError(`${host} answered no bearer token.`, 'refused');
  const why = denied.success ? denied.data.error : `status ${answer.status}`;
  const kind = answer.status >= 500 || answer.status === 429 ? 'unreachable' : 'refused';
  return new ConnectTokenError(`${host} gave no token: ${why}.`, kind);
}
