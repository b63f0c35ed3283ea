import 'server-only';
import { ValidationError } from '@/lib/base/errors';

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * Encodes one path segment so that the worker sees exactly this name, whatever characters it holds.
 *
 * Errors: ValidationError for `.`, `..`, the empty name and lone surrogates, which no URL can carry.
 */
function encodeSegment(name: string): string {
  if (name === '' || name === '.' || name === '..') {
    throw new ValidationError(`"${name}" cannot be addressed: no URL could reach it.`);
  }
  if (loneSurrogate.test(name)) throw new ValidationError('A name must be valid Unicode.');
  return encodeURIComponent(name);
}

/** Fills `{name}` places of a path template; the result is raw path text and never goes through a URL parser. */
export function fillPath(template: string, params: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_whole, key: string) => {
    const value = params[key];
    if (value === undefined) throw new Error(`Path parameter ${key} is missing for ${template}`);
    return encodeSegment(String(value));
  });
}
