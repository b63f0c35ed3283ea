import { DataException } from '../api/exceptions.ts';

/** Reads a record of an internal topic. Errors: SyntaxError, or DataException when it is no JSON object. */
export function parseRecord(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new DataException('It is no JSON object');
}
