import 'server-only';
import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { EmailSettings } from '@/lib/api/alerts';
import { AppError } from '@/lib/base/errors';
import { safeLookup } from '../connect-client/worker-url';
import { headlineOf, type Message, textOf } from './message';

/** A mail server and the envelope. `url`: `smtp://host:port`, or `smtps:` for TLS from the first byte. */
export interface Mail extends EmailSettings {
  readonly url: URL;
  readonly password: string | null;
}

const WAIT_MS = 10_000;

/**
 * Sends one note by e-mail. Returns 200 when the server has taken it.
 *
 * A password only ever goes out encrypted: with one, a server that offers no TLS is an error. The server's address is
 * looked up once, checked, and connected to as checked. Errors: AppError in words, without user or
 * password; `alerts/mail-refused` when the server says never (5xx).
 */
export async function sendMail(mail: Mail, message: Message): Promise<number> {
  const { url, user, password, from, to } = mail;
  const isSecure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const transport = createTransport({
    host: await addressOf(host),
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    requireTLS: user !== null,
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    tls: isIP(host) === 0 ? { servername: host } : {},
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      to,
      subject: headlineOf(message),
      text: textOf(message),
      headers: { 'X-Sluice-Delivery': message.id },
    });
    return 200;
  } catch (error) {
    throw toMailError(host, error);
  } finally {
    transport.close();
  }
}

function toMailError(host: string, cause: unknown): AppError {
  const { code = '', responseCode = 0 } = cause as { code?: string; responseCode?: number };
  const words = WORDS[code];
  if (responseCode < 500) {
    return new AppError('alerts/mail', `${host}: ${words ?? 'the mail could not be handed over'}.`, {
      cause,
    });
  }
  const refusal = words === undefined ? `${host} refused the note` : `${host}: ${words}`;
  return new AppError('alerts/mail-refused', `${refusal} (${responseCode}).`, { cause });
}

/** Says whether a mail server refused a note for good; trying again would not help. */
export function isMailRefused(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'alerts/mail-refused';
}

const WORDS: Readonly<Record<string, string>> = {
  EAUTH: 'user or password are refused',
  ECONNECTION: 'the connection was refused',
  ESOCKET: 'the connection was refused or could not be trusted',
  ETIMEDOUT: 'no answer',
  ETLS: 'it offers no encryption, so the password was not sent',
  EENVELOPE: 'it does not take mail from or to these addresses',
};

function addressOf(host: string): Promise<string> {
  if (isIP(host) !== 0) return Promise.resolve(host);
  return new Promise((resolve, reject) => {
    safeLookup(host, {}, (error, address) => {
      if (error)
        reject(new AppError('alerts/mail', `No usable address is known for ${host}.`, { cause: error }));
      else resolve(String(address));
    });
  });
}
