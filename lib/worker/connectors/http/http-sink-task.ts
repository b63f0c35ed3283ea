import { type Clock, systemClock } from '../../../base/clock.ts';
import type { Config, SinkTask, SinkTaskContext } from '../../api/connector.ts';
import { ConnectException, RetriableException } from '../../api/exceptions.ts';
import type { SinkRecord } from '../../api/record.ts';
import { buildBody } from './body.ts';
import { type HttpAnswer, HttpClient, RequestTimeout } from './http-client.ts';
import { type HttpSettings, readHttpSettings } from './settings.ts';

const RETRIED = [408, 429];
/** What is wrong lies in the records. Of the others, such as 401 or 404, none must lead to skipping records. */
const CONTENT = [400, 409, 411, 412, 413, 415, 417, 422, 428];
const SHOWN_CHARS = 200;
const MAX_RETRY_AFTER_MS = 600_000;
const CERTIFICATE = /CERT|UNABLE_TO_|ERR_TLS/;

interface Running {
  readonly settings: HttpSettings;
  readonly client: HttpClient;
  readonly context: SinkTaskContext;
}

/**
 * Sends records in their order, batch after batch, and no batch before the one ahead of it was taken.
 *
 * Invariant: an offset is committed only when its record's request was answered by 2xx, so after a crash a record may be sent
 * again, but none is left out. When records of one `put` come again, those that were taken are not sent a second time.
 * Errors: RetriableException for what may pass, ConnectException with the answer's beginning for what does not; a record whose
 * content is refused is reported, and `errors.tolerance` decides.
 */
export class HttpSinkTask implements SinkTask {
  readonly #clock: Clock;
  #running: Running | undefined;
  #failures = 0;
  /** Records of the `put` that is tried again which were taken: by partition, the offset of the last one. */
  readonly #taken = new Map<string, number>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  start(config: Config, context: SinkTaskContext): void {
    const settings = readHttpSettings(config);
    this.#running = { settings, context, client: new HttpClient(settings, this.#clock, context.stopped) };
  }

  async put(records: readonly SinkRecord[]): Promise<void> {
    if (!this.#running) throw new ConnectException('The task has not been started');
    const { settings, context } = this.#running;
    const left = records.filter((record) => record.originalKafkaOffset > this.#takenUpTo(record));
    for (let at = 0; at < left.length; at += settings.batchSize) {
      if (context.stopped.aborted) throw new RetriableException('The task stops; its records come again');
      const batch = left.slice(at, at + settings.batchSize);
      await this.#send(batch, this.#running);
    }
    this.#taken.clear();
  }

  stop(): void {
    this.#running?.client.close();
  }

  /** Sends a batch; one that is refused goes record by record, so that only those that are bad are reported. */
  async #send(batch: readonly SinkRecord[], running: Running): Promise<void> {
    const refusal = await this.#exchange(batch, running);
    const [first] = batch;
    if (refusal && first) {
      const { errantRecordReporter: reporter } = running.context;
      if (batch.length > 1) {
        for (const record of batch) await this.#send([record], running);
      } else if (reporter) await reporter.report(first, refusal);
      else throw refusal;
    }
    for (const record of batch) this.#taken.set(partitionOf(record), record.originalKafkaOffset);
  }

  /** Shape: undefined when the batch was taken, the reason when its content was refused. */
  async #exchange(batch: readonly SinkRecord[], running: Running): Promise<ConnectException | undefined> {
    const what = `${running.settings.method} ${running.settings.url.origin}${running.settings.url.pathname}`;
    let answer: HttpAnswer;
    try {
      answer = await running.client.send(buildBody(batch, running.settings));
    } catch (error) {
      throw this.#toFailure(`${what} failed`, error, running);
    }
    const { status, retryAfter } = answer;
    if (status >= 200 && status < 300) {
      this.#failures = 0;
      return undefined;
    }
    const message = `${what} answered ${status} to ${describeBatch(batch)}${describeAnswer(answer, running.settings)}`;
    if (CONTENT.includes(status)) {
      this.#failures = 0;
      return new ConnectException(message);
    }
    if (!RETRIED.includes(status) && status < 500) throw new ConnectException(message);
    throw this.#again(message, running, this.#readRetryAfter(retryAfter));
  }

  #toFailure(what: string, cause: unknown, running: Running): ConnectException {
    const { code = '', message = '' } = cause as { code?: string; message?: string };
    if (cause instanceof RequestTimeout) return this.#again(`${what}: ${message}`, running);
    if (!CERTIFICATE.test(code)) return this.#again(`${what}: ${message || code}`, running);
    const words = `the certificate of ${running.settings.url.hostname} ${describeCertificateError(code)}`;
    return new ConnectException(`${what}: ${words} (${code})`, { cause });
  }

  /** Asks for the same records again after a wait, until `max.retries` are used up. */
  #again(message: string, { settings, context }: Running, retryAfterMs?: number): ConnectException {
    const { maxRetries, backoffMs, maxBackoffMs } = settings;
    const retry = this.#failures;
    this.#failures += 1;
    if (maxRetries >= 0 && retry >= maxRetries) {
      return new ConnectException(`${message}; given up after ${maxRetries} retries`);
    }
    context.timeout(retryAfterMs ?? Math.min(backoffMs * 2 ** retry, maxBackoffMs));
    return new RetriableException(message);
  }

  /** Shape: seconds or a date. Source: RFC 9110, section 10.2.3. */
  #readRetryAfter(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - this.#clock.now();
    return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
  }

  #takenUpTo(record: SinkRecord): number {
    return this.#taken.get(partitionOf(record)) ?? -1;
  }
}

function describeCertificateError(code: string): string {
  if (code === 'CERT_HAS_EXPIRED') return 'has expired';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'is for another name';
  return 'is not trusted; give its authority in tls.ca.pem';
}

function partitionOf({ originalTopic, originalKafkaPartition }: SinkRecord): string {
  return `${originalTopic}-${originalKafkaPartition}`;
}

function describeBatch(batch: readonly SinkRecord[]): string {
  const [first] = batch;
  if (!first) return 'no record';
  const from = `${partitionOf(first)}@${first.originalKafkaOffset}`;
  return batch.length === 1 ? `record ${from}` : `${batch.length} records from ${from}`;
}

function describeAnswer({ text, location }: HttpAnswer, { secrets }: HttpSettings): string {
  if (location !== undefined) return '; redirects are not followed, set url to where it leads';
  const safe = secrets
    .reduce((all, secret) => all.replaceAll(secret, '[hidden]'), text)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return safe === '' ? '' : `: ${safe.slice(0, SHOWN_CHARS)}`;
}
