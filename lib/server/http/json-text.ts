import 'server-only';

/** Bytes that are JSON already, so that a cached snapshot is serialised once however many browsers get it. */
export class JsonText {
  readonly json: Buffer<ArrayBuffer>;

  constructor(text: string) {
    this.json = Buffer.from(text);
  }
}

/** By shape and not by class: who makes it and who sends it may be in different bundles. */
export function isJsonText(answer: unknown): answer is JsonText {
  return typeof answer === 'object' && answer !== null && 'json' in answer && Buffer.isBuffer(answer.json);
}
