import type { Validator } from '../api/config-def.ts';
import { ConfigException } from '../api/exceptions.ts';
import type { SchemaType } from '../api/schema.ts';
import { CAST_TYPES, type CastType } from './cast-value.ts';

/** What is cast: the whole, or fields by name. */
export interface CastSpec {
  readonly whole: CastType | undefined;
  readonly fields: ReadonlyMap<string, CastType>;
}

const TYPES: readonly SchemaType[] = [...CAST_TYPES, 'BYTES', 'ARRAY', 'MAP', 'STRUCT'];

/** Rejects a spec that `parseCastSpec` rejects, and an empty one. */
export const checkCastSpec: Validator = (_name, value) => {
  const items = (value ?? []) as readonly string[];
  if (items.length === 0) throw new ConfigException('Must specify at least one field to cast.');
  parseCastSpec(items);
};

/**
 * Reads `field:type` pairs, or a single type.
 *
 * Errors: ConfigException in Apache's words, slips included. Source: kafka 4.3 `Cast#parseFieldTypes`.
 */
export function parseCastSpec(items: readonly string[]): CastSpec {
  const fields = new Map<string, CastType>();
  let whole: CastType | undefined;
  for (const item of items) {
    const [first = '', second, ...more] = item.replace(/:+$/, '').split(':');
    if (more.length > 0) throw ConfigException.invalid('renames', items, `Invalid rename mapping: ${item}`);
    if (second === undefined) whole = parseType(first.trim());
    else fields.set(first.trim(), parseType(second.trim()));
  }
  if (whole && items.length > 1) {
    throw new ConfigException(
      'Cast transformations that specify a type to cast the entire value to may only specify a single cast in their spec',
    );
  }
  return { whole, fields };
}

function parseType(text: string): CastType {
  const type = text.toUpperCase();
  const known = CAST_TYPES.find((candidate) => candidate === type);
  if (known) return known;
  if (TYPES.includes(type as SchemaType)) {
    throw new ConfigException(
      `Cast transformation does not support casting to ${type}; supported types are [${CAST_TYPES.join(', ')}]`,
    );
  }
  throw ConfigException.invalid(
    `Invalid type found in casting spec: ${text}`,
    `java.lang.IllegalArgumentException: No enum constant org.apache.kafka.connect.data.Schema.Type.${type}`,
  );
}
