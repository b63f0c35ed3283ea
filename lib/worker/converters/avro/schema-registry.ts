import type { Clock } from '../../../base/clock.ts';
import { DataException, RetriableException } from '../../api/exceptions.ts';

/** How a registry is asked. Units: ms. */
export interface RegistrySettings {
  readonly urls: readonly URL[];
  /** The header `authorization`; undefined where the registry asks for none, or the URL says it. */
  readonly authorization: string | undefined;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly retryWaitMs: number;
  readonly maxRetryWaitMs: number;
}

/** A schema of a subject. Shape: `texts` are the schemas it refers to, each before who needs it, and itself last. */
export interface RegisteredSchema {
  readonly id: number;
  readonly texts: readonly string[];
}

interface Reference {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

interface SchemaAnswer {
  readonly id?: number;
  readonly version?: number;
  readonly schema?: string;
  readonly schemaType?: string;
  readonly references?: readonly Reference[];
}

const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json';
const MAX_REFERENCES = 100;

/**
 * A Schema Registry with Confluent's API: several URLs are tried in turn.
 *
 * Errors: RetriableException when none answers in time or with a status of 5xx or 429, DataException with the
 * registry's own words for the rest. Neither holds a URL's login.
 */
export class SchemaRegistry {
  readonly #settings: RegistrySettings;
  readonly #clock: Clock;
  /** The one that answered last. */
  #at = 0;

  constructor(settings: RegistrySettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Registers a schema and answers its id, the one it had if it is known. */
  async register(subject: string, schema: string, normalize: boolean): Promise<number> {
    const path = `/subjects/${encodeURIComponent(subject)}/versions${normalize ? '?normalize=true' : ''}`;
    const { id } = await this.#ask(`register a schema for subject ${subject}`, path, { schema });
    return idOf(id, subject);
  }

  /** The id and the version of a schema in a subject. */
  async find(subject: string, schema: string, normalize: boolean): Promise<{ id: number; version: number }> {
    const path = `/subjects/${encodeURIComponent(subject)}${normalize ? '?normalize=true' : ''}`;
    const { id, version } = await this.#ask(`find the schema in subject ${subject}`, path, { schema });
    return { id: idOf(id, subject), version: Number(version) };
  }

  async latest(subject: string): Promise<RegisteredSchema> {
    const path = `/subjects/${encodeURIComponent(subject)}/versions/latest`;
    const answer = await this.#ask(`find the latest schema of subject ${subject}`, path);
    return { id: idOf(answer.id, subject), texts: await this.#textsOf(answer) };
  }

  async byId(id: number): Promise<RegisteredSchema> {
    const answer = await this.#ask(`find the schema with id ${id}`, `/schemas/ids/${id}`);
    return { id, texts: await this.#textsOf(answer) };
  }

  async #textsOf(answer: SchemaAnswer, seen = new Set<string>()): Promise<readonly string[]> {
    const { schema, schemaType = 'AVRO', references = [] } = answer;
    if (schemaType !== 'AVRO')
      throw new DataException(`The schema is ${schemaType}, and this converter reads AVRO`);
    if (schema === undefined) throw new DataException('The Schema Registry answered without a schema');
    const texts: string[] = [];
    for (const { subject, version } of references) {
      const key = `${subject}/${version}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (seen.size > MAX_REFERENCES)
        throw new DataException(`The schema refers to more than ${MAX_REFERENCES} others`);
      const path = `/subjects/${encodeURIComponent(subject)}/versions/${version}`;
      const other = await this.#ask(`find version ${version} of subject ${subject}`, path);
      texts.push(...(await this.#textsOf(other, seen)));
    }
    return [...texts, schema];
  }

  async #ask(what: string, path: string, body?: object): Promise<SchemaAnswer> {
    const { maxRetries, retryWaitMs, maxRetryWaitMs } = this.#settings;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#askEach(what, path, body);
      } catch (error) {
        if (!(error instanceof RetriableException) || attempt >= maxRetries) throw error;
        await this.#clock.sleep(Math.min(maxRetryWaitMs, retryWaitMs * 2 ** attempt));
      }
    }
  }

  /** An URL that does not answer is left for the next one. */
  async #askEach(what: string, path: string, body?: object): Promise<SchemaAnswer> {
    const { urls } = this.#settings;
    let last: unknown;
    for (let tried = 0; tried < urls.length; tried += 1) {
      const at = (this.#at + tried) % urls.length;
      try {
        const answer = await this.#askOne(what, urls[at] as URL, path, body);
        this.#at = at;
        return answer;
      } catch (error) {
        if (!(error instanceof RetriableException)) throw error;
        last = error;
      }
    }
    throw last;
  }

  async #askOne(what: string, url: URL, path: string, body?: object): Promise<SchemaAnswer> {
    const abort = new AbortController();
    const cancel = this.#clock.after(this.#settings.timeoutMs, () => abort.abort());
    const authorization = this.#settings.authorization ?? loginOf(url);
    const failed = (why: string, cause?: unknown) =>
      new RetriableException(`The Schema Registry at ${url.host} could not ${what}: ${why}`, { cause });
    try {
      const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
      const response = await fetch(base + path, {
        method: body ? 'POST' : 'GET',
        headers: {
          accept: CONTENT_TYPE,
          ...(body ? { 'content-type': CONTENT_TYPE } : {}),
          ...(authorization === undefined ? {} : { authorization }),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: abort.signal,
      });
      const text = await response.text();
      if (response.ok) return parseAnswer(text, url);
      const why = `${messageOf(text)} (status ${response.status})`;
      if (response.status >= 500 || response.status === 429) throw failed(why);
      throw new DataException(`The Schema Registry at ${url.host} could not ${what}: ${why}`);
    } catch (error) {
      if (error instanceof RetriableException || error instanceof DataException) throw error;
      throw failed(
        abort.signal.aborted ? `no answer within ${this.#settings.timeoutMs} ms` : reasonOf(error),
      );
    } finally {
      cancel();
    }
  }
}

function loginOf({ username, password }: URL): string | undefined {
  if (username === '') return undefined;
  return basicAuth(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
}

/** The header that says `user:password`. */
export function basicAuth(login: string): string {
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

function parseAnswer(text: string, url: URL): SchemaAnswer {
  try {
    const json = JSON.parse(text) as SchemaAnswer | null;
    if (typeof json === 'object' && json !== null) return json;
  } catch {
    // said below
  }
  throw new DataException(`What answers at ${url.host} is no Schema Registry`);
}

function messageOf(text: string): string {
  try {
    const { message, error_code } = JSON.parse(text) as { message?: string; error_code?: number };
    if (typeof message === 'string')
      return error_code === undefined ? message : `${message}; error code: ${error_code}`;
  } catch {
    // no JSON: its beginning may be a page
  }
  return text.slice(0, 200).trim() || 'no reason given';
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}

function idOf(id: number | undefined, subject: string): number {
  if (typeof id === 'number' && Number.isInteger(id)) return id;
  throw new DataException(`The Schema Registry answered without an id for subject ${subject}`);
}
