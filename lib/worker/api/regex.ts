import { RE2JS } from 're2js';
import type { Validator } from './config-def.ts';
import { ConfigException } from './exceptions.ts';

/**
 * Compiles a pattern in Java's syntax to one that never takes more than linear time.
 *
 * Import it only where a pattern is needed: the engine is large. Errors: ConfigException when it is no pattern, or one
 * with lookaround or back references, which need more than linear time.
 */
export function compileRegex(option: string, pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw ConfigException.invalid(option, pattern, `Invalid regex: ${describeRegexError(pattern, error)}`);
  }
}

/** Rejects what `compileRegex` rejects; null and empty text pass. Source: kafka `RegexValidator`. */
export const validRegex: Validator = (name, value) => {
  if (value !== null && value !== '') compileRegex(name, String(value));
};

/** Java's words for the commonest mistake, RE2's for the others. */
function describeRegexError(pattern: string, error: unknown): string {
  const { message } = error as Error;
  return message.includes('missing closing )')
    ? `Unclosed group near index ${pattern.length}\n${pattern}`
    : message;
}
