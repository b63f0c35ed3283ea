import 'server-only';
import type { Clock } from '@/lib/base/clock';
import { basicPair, hasCredentials, secretsOf, type WorkerAccess } from './access';
import { asNotSent, isRestError, isTokenRefusal } from './errors';
import { TokenSource } from './oauth-token';
import { OPERATIONS } from './operations';
import { parseBody, throwOnErrorStatus } from './parse-answer';
import { toOutsideTlsOptions } from './tls';
import type { RawAnswer } from './transport';

type Headers = Readonly<Record<string, string>>;
/** Sends `GET /` to a worker with these headers. */
type AskRoot = (headers: Headers) => Promise<RawAnswer>;

const HOLD_MS = 60_000;
const EVERYTHING = '*';

/**
 * Decides what a request carries to prove who asks, and when not to ask again.
 *
 * Guarantees: credentials go to a URL only after its root looked like Connect: without them, or, where the root
 * itself asks for credentials, with them and on the root only. What refused them is asked once a minute.
 */
export class SignIn {
  readonly #access: WorkerAccess;
  readonly #clock: Clock;
  readonly #tokens: TokenSource | undefined;
  readonly #greeted = new Map<string, Promise<void>>();
  readonly #holds = new Map<string, { until: number; error: unknown }>();
  /** Nobody has taken the credentials since they were set or refused. */
  #isDoubted: boolean;
  #trial: Promise<void> | undefined;

  constructor(access: WorkerAccess, clock: Clock) {
    this.#access = access;
    this.#clock = clock;
    this.#isDoubted = hasCredentials(access);
    if (access.auth.type === 'oauth2') {
      this.#tokens = new TokenSource(access.auth, toOutsideTlsOptions(access.tls), clock);
    }
  }

  /** Throws the refusal of the last minute again. `operation`: 403 is about one, 401 about all. */
  throwIfRefused(operation: string): void {
    for (const what of [EVERYTHING, operation]) {
      const hold = this.#holds.get(what);
      if (hold && this.#clock.monotonic() < hold.until) throw hold.error;
      this.#holds.delete(what);
    }
  }

  /**
   * Sends a call; while it is doubted that the credentials are good, one goes first and the others wait for what it
   * shows. Errors: those of `send`, and the refusal.
   */
  async withTrial(operation: string, send: () => Promise<RawAnswer>): Promise<RawAnswer> {
    if (!this.#isDoubted) return send();
    if (this.#trial) {
      await this.#trial;
      this.throwIfRefused(operation);
      return send();
    }
    const running = this.#tryOut(operation, send);
    const ended = running.then(
      () => undefined,
      () => undefined,
    );
    this.#trial = ended.finally(() => {
      this.#trial = undefined;
    });
    return running;
  }

  /** The headers a request to this worker carries. Errors: as of a read; ConnectTokenError. */
  async headers(url: string, askRoot: AskRoot): Promise<Headers> {
    if (!hasCredentials(this.#access)) return {};
    await this.#greet(url, askRoot).catch((error: unknown) => {
      throw asNotSent(error);
    });
    return this.#credentials();
  }

  /** After a 401: whether these headers held a token that a fresh one can stand in for. */
  renews(status: number, sent: Headers): boolean {
    const token = sent.Authorization?.replace(/^Bearer /, '');
    if (status !== 401 || !this.#tokens || token === undefined) return false;
    this.#tokens.refused(token);
    return true;
  }

  /** Throws what an answer's status says, without any secret of ours, and remembers a refusal. */
  judge(operation: string, answer: RawAnswer): void {
    try {
      throwOnErrorStatus(answer, (text) => this.#clean(text));
    } catch (error) {
      if (isRestError(error) && error.status === 401) {
        this.#greeted.clear();
        this.#isDoubted = hasCredentials(this.#access);
        this.#hold(EVERYTHING, error);
      }
      if (isRestError(error) && error.status === 403) this.#hold(operation, error);
      throw error;
    }
  }

  async #tryOut(operation: string, send: () => Promise<RawAnswer>): Promise<RawAnswer> {
    const answer = await send();
    if (answer.status === 401) this.judge(operation, answer);
    this.#isDoubted = false;
    return answer;
  }

  #greet(url: string, askRoot: AskRoot): Promise<void> {
    const known = this.#greeted.get(url);
    if (known) return known;
    const greeting = this.#askWho(askRoot);
    this.#greeted.set(url, greeting);
    greeting.catch(() => {
      if (this.#greeted.get(url) === greeting) this.#greeted.delete(url);
    });
    return greeting;
  }

  async #askWho(askRoot: AskRoot): Promise<void> {
    let answer = await askRoot({});
    if (answer.status === 401 || answer.status === 403) {
      const headers = await this.#credentials();
      answer = await askRoot(headers);
      if (this.renews(answer.status, headers)) answer = await askRoot(await this.#credentials());
    }
    this.judge('root', answer);
    parseBody(OPERATIONS.root, answer);
  }

  async #credentials(): Promise<Headers> {
    const { auth, headers } = this.#access;
    const extra = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
    if (auth.type === 'basic') {
      return { ...extra, Authorization: `Basic ${basicPair(auth.username, auth.password)}` };
    }
    if (auth.type === 'bearer') return { ...extra, Authorization: `Bearer ${auth.token}` };
    return this.#tokens ? { ...extra, Authorization: `Bearer ${await this.#token(this.#tokens)}` } : extra;
  }

  async #token(tokens: TokenSource): Promise<string> {
    try {
      return await tokens.get();
    } catch (error) {
      if (isTokenRefusal(error)) this.#hold(EVERYTHING, error);
      throw error;
    }
  }

  #hold(what: string, error: unknown): void {
    this.#holds.set(what, { until: this.#clock.monotonic() + HOLD_MS, error });
  }

  #clean(text: string): string {
    const secrets = [...secretsOf(this.#access), this.#tokens?.current ?? ''].filter((one) => one.length > 3);
    return secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '******'), text);
  }
}
