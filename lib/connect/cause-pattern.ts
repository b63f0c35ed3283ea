/** A cause line without what differs from one failure to the next: numbers and ids. */
export function causePattern(cause: string): string {
  return cause.replace(/\b[0-9a-f]{8,}\b/gi, '#').replace(/\d+/g, '#');
}
