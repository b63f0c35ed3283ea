import 'server-only';
import type { StorageState } from '@/lib/api/storage';
import { ForbiddenError, ValidationError } from '@/lib/base/errors';
import { StorageError } from '../db/open';

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

/** Refuses a change that could be neither audited nor remembered. Errors: StorageError. */
export function refuseWhileReadOnly({ state, reason }: StorageState): void {
  if (state === 'ok') return;
  throw new StorageError(
    `The console cannot write its database (${reason}); changes are refused until it can. What is shown stays live.`,
  );
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
