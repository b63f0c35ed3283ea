import 'server-only';
import { ConnectProtocolError } from './errors';

interface ExactJson {
  parse(
    text: string,
    revive: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}

/** The engine's JSON with source text access; newer than the type declarations. */
const exactJson = JSON as unknown as ExactJson;

/**
 * Parses JSON so that every number is written back exactly as it came, however large.
 *
 * Shape: numbers become opaque raw values that only `JSON.stringify` understands. Errors: ConnectProtocolError.
 */
export function parseExactly(text: string): unknown {
  try {
    return exactJson.parse(text, (_key, value, { source }) =>
      typeof value === 'number' && source !== undefined ? exactJson.rawJSON(source) : value,
    );
  } catch (cause) {
    throw new ConnectProtocolError('The answer is not complete JSON.', 'protocol', cause);
  }
}
