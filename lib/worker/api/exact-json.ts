const LONG_NUMBER = /\d{16}/;

/**
 * Parses JSON so that integers beyond 2^53 come back as bigint, exact to the last digit.
 *
 * Errors: SyntaxError as `JSON.parse`. Text without a run of 16 digits takes the fast path.
 */
export function parseExactJson(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, exactInteger as (key: string, value: unknown) => unknown);
}

/** Writes JSON in which a bigint is a number with all its digits. */
export function stringifyExactJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'bigint' ? rawJson(String(member)) : member,
  );
}

/** A JSON number spelled exactly as `text`. */
export function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}

function exactInteger(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return /^-?\d+$/.test(context.source ?? '') ? BigInt(context.source ?? '0') : value;
}
