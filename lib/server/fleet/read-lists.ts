import 'server-only';
import { ConnectorInfo, ConnectorStateInfo } from '@/lib/connect/rest/connectors';
import { ConnectProtocolError } from '../connect-client/errors';
import { parseJson } from '../connect-client/parse-answer';
import type { RawAnswer } from '../connect-client/transport';
import { type ObservedInfo, toObservedInfo } from './observed';

/** Reads `GET /connectors`. Errors: ConnectProtocolError. */
export function readNames(answer: RawAnswer): string[] {
  const names = parseJson(answer);
  if (!Array.isArray(names)) throw notConnect('GET /connectors did not answer a list of names.');
  return names.filter((name): name is string => typeof name === 'string' && name !== '');
}

/**
 * Reads `GET /connectors?expand=status`. An entry that is not as documented is left out, so that one odd
 * connector never empties the list; it is then shown without a status. Errors: ConnectProtocolError.
 */
export function readStatuses(answer: RawAnswer): Map<string, ConnectorStateInfo> {
  const statuses = new Map<string, ConnectorStateInfo>();
  for (const [name, entry] of entriesOf(answer)) {
    const parsed = ConnectorStateInfo.safeParse(entry.status);
    if (parsed.success && parsed.data.name === name) statuses.set(name, parsed.data);
  }
  return statuses;
}

/** One connector's info with its whole config, for whoever keeps versions of configs. */
export interface InfoEntry {
  readonly observed: ObservedInfo;
  readonly config: ConnectorInfo['config'];
}

/** Reads `GET /connectors?expand=info`; odd entries are left out. Errors: ConnectProtocolError. */
export function readInfos(answer: RawAnswer): Map<string, InfoEntry> {
  const infos = new Map<string, InfoEntry>();
  for (const [name, entry] of entriesOf(answer)) {
    const parsed = ConnectorInfo.safeParse(entry.info);
    if (parsed.success)
      infos.set(name, { observed: toObservedInfo(parsed.data), config: parsed.data.config });
  }
  return infos;
}

function entriesOf(answer: RawAnswer): [string, { status?: unknown; info?: unknown }][] {
  const body = parseJson(answer);
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw notConnect('GET /connectors?expand=… did not answer an object of connectors.');
  }
  return Object.entries(body).filter(
    (entry): entry is [string, { status?: unknown; info?: unknown }] =>
      entry[1] !== null && typeof entry[1] === 'object',
  );
}

function notConnect(message: string): ConnectProtocolError {
  return new ConnectProtocolError(message, 'not-connect');
}
