import { stringifyExactJson } from '../api/exact-json.ts';
import type { Schema } from '../api/schema.ts';

interface Envelope {
  /** `{"schema":…,"payload":` */
  readonly head: Buffer;
  readonly schema: Schema | null;
}

const MAX_ENVELOPES = 16;
const CLOSING_BRACE = 125;

/**
 * The beginnings of the JSON envelopes seen lately. Records of one schema begin with the same bytes, so that these need
 * neither be decoded nor parsed.
 *
 * Invariant: a beginning ends with `"payload":`, so what is between it and the last brace is the payload, if it is JSON.
 */
export class JsonEnvelopes {
  #known: Envelope[] = [];

  /** Finds where the payload of `buffer[start, end)` begins; undefined for an envelope not seen before. */
  find(buffer: Buffer, start: number, end: number): { payloadAt: number; schema: Schema | null } | undefined {
    if (buffer[end - 1] !== CLOSING_BRACE) return undefined;
    for (const { head, schema } of this.#known) {
      const payloadAt = start + head.length;
      if (payloadAt < end && buffer.compare(head, 0, head.length, start, payloadAt) === 0) {
        return { payloadAt, schema };
      }
    }
    return undefined;
  }

  /** Keeps the beginning of an envelope that was parsed, when it is written the way converters write it. */
  learn(text: string, json: { schema: unknown }, schema: Schema | null): void {
    const head = `{"schema":${stringifyExactJson(json.schema)},"payload":`;
    const bytes = Buffer.from(head);
    if (!text.startsWith(head) || this.#known.some((envelope) => envelope.head.equals(bytes))) return;
    this.#known = [{ head: bytes, schema }, ...this.#known].slice(0, MAX_ENVELOPES);
  }
}
