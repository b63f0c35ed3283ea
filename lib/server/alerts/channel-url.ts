import 'server-only';
import type { AlertChannelKind } from '@/lib/api/alerts';
import { ValidationError } from '@/lib/base/errors';
import { isRefusedAddress } from '../connect-client/worker-url';

/**
 * Checks an address notes are sent to. Path and query are part of the secret.
 *
 * Errors: ValidationError in plain words that never repeats the URL.
 */
export function parseChannelUrl(text: string, kind: AlertChannelKind): URL {
  const isMail = kind === 'email';
  const shape = isMail ? 'smtp://host:587 or smtps://host:465' : 'https://host/path';
  if (!URL.canParse(text)) throw invalid(`A channel URL looks like ${shape}.`);
  const url = new URL(text);
  const [secure, plain] = isMail ? ['smtps:', 'smtp:'] : ['https:', 'http:'];
  if (url.protocol !== secure && url.protocol !== plain) {
    throw invalid(`A channel URL starts with ${secure}// or ${plain}//.`);
  }
  if (isMail && (url.hostname === '' || !/^\/?$/.test(url.pathname) || url.search !== '')) {
    throw invalid(`The address of a mail server looks like ${shape}.`);
  }
  if (url.username !== '' || url.password !== '') throw invalid('Leave user and password out of the URL.');
  if (url.hash !== '') throw invalid('A channel URL has no "#" part.');
  if (isRefusedAddress(url.hostname)) {
    throw invalid('That is a link-local or reserved address; nothing is sent there.');
  }
  return url;
}

function invalid(why: string): ValidationError {
  return new ValidationError(why, { url: [why] });
}
