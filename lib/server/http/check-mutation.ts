import 'server-only';
import { ForbiddenError, ValidationError } from '@/lib/base/errors';

/**
 * Refuses a mutation that a foreign page could have caused: it must be JSON and come from this console's own
 * origin. Errors: ForbiddenError, ValidationError.
 */
export function checkMutation(headers: Headers): void {
  const type = headers.get('content-type') ?? '';
  if (!/^application\/json(\s*;|$)/i.test(type)) {
    throw new ValidationError('A change needs the header Content-Type: application/json.');
  }
  const origin = headers.get('origin');
  if (origin === null || hostOf(origin) !== headers.get('host')) {
    throw new ForbiddenError('A change must come from this console itself (header Origin).');
  }
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') {
    throw new ForbiddenError('A change must come from this console itself (header Sec-Fetch-Site).');
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
