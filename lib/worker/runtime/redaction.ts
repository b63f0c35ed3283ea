import type { Config } from '../api/connector.ts';
import { ConnectException } from '../api/exceptions.ts';

/** A value that came from a config provider, and the reference that stands for it. */
export type Replacement = readonly [value: string, reference: string];

const LEAST_CHARS = 4;
const LEAST_PART_CHARS = 8;
const MAX_DEPTH = 12;

/**
 * Puts references back where values of config providers would show.
 *
 * Shape: finds a value as it is, trimmed, escaped by JSON or for a URL, and its longer parts when it is a list or has
 * several lines. Values of fewer than 4 characters and the words true, false and null are no secrets, and are left alone:
 * they occur everywhere.
 */
export class Redaction {
  readonly replacements: readonly Replacement[];
  readonly isEmpty: boolean;
  readonly #replace: (text: string) => string;

  constructor(replacements: readonly Replacement[]) {
    const variants = new Map<string, string>();
    for (const [value, reference] of replacements) {
      for (const variant of variantsOf(value)) variants.set(variant, JSON.stringify(reference).slice(1, -1));
    }
    this.replacements = replacements;
    this.isEmpty = variants.size === 0;
    this.#replace = replacer(variants);
  }

  text(text: string): string {
    return this.#replace(text);
  }

  /** A copy of plain data with every text in it redacted, keys aside. */
  deep<T>(value: T, depth = 0): T {
    if (this.isEmpty || depth > MAX_DEPTH) return value;
    // What comes out has the shape of what went in: only texts are exchanged.
    if (typeof value === 'string') return this.text(value) as T;
    if (Array.isArray(value)) return value.map((item) => this.deep<unknown>(item, depth + 1)) as T;
    if (typeof value !== 'object' || value === null || value instanceof Error) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, this.deep<unknown>(item, depth + 1)]);
    return Object.fromEntries(entries) as T;
  }

  /** The same error, its message, stack and causes redacted in place; text thrown becomes redacted text. */
  error(thrown: unknown, depth = 0): unknown {
    if (this.isEmpty || depth > MAX_DEPTH) return thrown;
    if (typeof thrown === 'string') return this.text(thrown);
    if (!(thrown instanceof Error)) return thrown;
    try {
      const { message, stack } = thrown;
      thrown.message = this.text(message);
      if (stack !== undefined) thrown.stack = this.text(stack);
      if (thrown.cause !== undefined) thrown.cause = this.error(thrown.cause, depth + 1);
      return thrown;
    } catch {
      return new ConnectException(this.text(String(thrown)));
    }
  }

  /**
   * A connector's task config with references instead of values, as it is stored and shown: options that have one in the
   * connector's config get that, and others their values put back. Source: kafka `AbstractHerder#reverseTransform`.
   */
  restore(taskConfig: Config, references: Config): Config {
    const putBack = replacer(new Map(this.replacements.filter(([value]) => isTelling(value))));
    const entries = Object.entries(taskConfig).map(([key, value]) => [
      key,
      (Object.hasOwn(references, key) ? references[key] : undefined) ?? putBack(value),
    ]);
    return Object.assign(Object.create(null), Object.fromEntries(entries));
  }
}

function isTelling(value: string): boolean {
  return value.length >= LEAST_CHARS && !/^(true|false|null)$/i.test(value);
}

function variantsOf(value: string): string[] {
  const parts = value.split(/[\s,]+/).filter((part) => part.length >= LEAST_PART_CHARS);
  return [value, value.trim(), ...parts].filter(isTelling).flatMap((text) => {
    const escaped = JSON.stringify(text).slice(1, -1);
    return [text, escaped, JSON.stringify(escaped).slice(1, -1), encodeURIComponent(text.toWellFormed())];
  });
}

/** One pass, so that no reference that was put in is searched again; the longest value wins. */
function replacer(references: ReadonlyMap<string, string>): (text: string) => string {
  if (references.size === 0) return (text) => text;
  const values = [...references.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    values.map((value) => value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'g',
  );
  return (text) => text.replace(pattern, (value) => references.get(value) ?? value);
}
