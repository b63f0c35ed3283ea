import 'server-only';
import { ValidationError } from '@/lib/base/errors';
import { isRefusedAddress } from '../connect-client/worker-url';

/**
 * Checks an address notes are sent to. Path and query are part of the secret.
 *
 * Errors: ValidationError in plain words that never repeats the URL.
 */
export function parseChannelUrl(text: string): URL {
  if (!URL.canParse(text)) throw invalid('A channel URL looks like https://host/path.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw invalid('A channel URL starts with https:// or http://.');
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
