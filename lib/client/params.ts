/**
 * A path segment as the page gets it, decoded once.
 *
 * Next hands page parameters over still encoded; text that is not valid encoding is taken as it is.
 */
export function decodeParam(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
