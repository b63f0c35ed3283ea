import 'server-only';
import { Breaks } from '@/lib/base/breaks';
import { ConnectorInfo, ConnectorStateInfo } from '@/lib/connect/rest/connectors';
import { ConnectProtocolError } from '../connect-client/errors';
import { parseJson } from '../connect-client/parse-answer';
import type { RawAnswer } from '../connect-client/transport';
import { type ObservedInfo, toObservedInfo } from './observed';
import type { ListDiff, SlicedList } from './sliced-list';

/** Reads `GET /connectors`. Errors: ConnectProtocolError. */
export function readNames(answer: RawAnswer): string[] {
  const names = parseJson(answer);
  if (!Array.isArray(names)) throw notConnect('GET /connectors did not answer a list of names.');
  return names.filter((name): name is string => typeof name === 'string' && name !== '');
}

/**
 * Compares `GET /connectors?expand=…` with the answer kept in `list`. Errors: ConnectProtocolError when it is not an
 * object of connectors.
 */
export async function diffList(
  list: SlicedList,
  answer: RawAnswer,
  asked?: ReadonlySet<string>,
): Promise<ListDiff> {
  const diff = await list.diff(answer.body, asked);
  if (diff) return diff;
  parseJson(answer); // says it in its words when it is no JSON at all
  throw notConnect('GET /connectors?expand=… did not answer an object of connectors.');
}

/**
 * Reads a connector's entry of `expand=status`. Null when it is not as documented, so that one odd connector never
 * empties the list; it is then shown without a status. Errors: ConnectProtocolError for text that is not JSON.
 */
export function readStatus(name: string, text: string): ConnectorStateInfo | null {
  const parsed = ConnectorStateInfo.safeParse(memberOf(text, 'status'));
  return parsed.success && parsed.data.name === name ? parsed.data : null;
}

/** One connector's info with its whole config, for whoever keeps versions of configs. */
export interface InfoEntry {
  readonly observed: ObservedInfo;
  readonly config: ConnectorInfo['config'];
}

/** Reads entries of `expand=info`; odd entries are left out. Errors: ConnectProtocolError. */
export async function readInfos(entries: ReadonlyMap<string, string>): Promise<Map<string, InfoEntry>> {
  const breaks = new Breaks();
  const infos = new Map<string, InfoEntry>();
  for (const [name, text] of entries) {
    if (breaks.isDue()) await breaks.take();
    const parsed = ConnectorInfo.safeParse(memberOf(text, 'info'));
    if (parsed.success)
      infos.set(name, { observed: toObservedInfo(parsed.data), config: parsed.data.config });
  }
  return infos;
}

function memberOf(text: string, member: 'status' | 'info'): unknown {
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch (cause) {
    throw new ConnectProtocolError('The answer is not complete JSON.', 'protocol', cause);
  }
  if (entry === null || typeof entry !== 'object') return undefined;
  return (entry as Record<string, unknown>)[member];
}

function notConnect(message: string): ConnectProtocolError {
  return new ConnectProtocolError(message, 'not-connect');
}
