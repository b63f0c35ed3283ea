import type { Validator } from './config-def.ts';
import { ConfigException } from './exceptions.ts';

/** Rejects numbers below `least`, and null. Source: kafka `ConfigDef.Range#atLeast`. */
export function atLeast(least: number): Validator {
  return (name, value) => {
    if (value === null) throw ConfigException.invalid(name, null, 'Value must be non-null');
    if (Number(value) < least) throw ConfigException.invalid(name, value, `Value must be at least ${least}`);
  };
}

/** Rejects text that is none of `words`. Source: kafka `ConfigDef.ValidString#in`. */
export function validString(...words: string[]): Validator {
  return (name, value) => {
    if (!words.includes(value as string)) {
      throw ConfigException.invalid(name, value, `String must be one of: ${words.join(', ')}`);
    }
  };
}

/** Rejects text that is none of `words` in any case. Source: kafka `ConfigDef.CaseInsensitiveValidString#in`. */
export function validStringIgnoringCase(...words: string[]): Validator {
  const upper = words.map((word) => word.toUpperCase());
  return (name, value) => {
    if (typeof value !== 'string' || !upper.includes(value.toUpperCase())) {
      const reason = `String must be one of (case insensitive): ${upper.join(', ')}`;
      throw ConfigException.invalid(name, value, reason);
    }
  };
}

/** Rejects empty text; null passes. Source: kafka `ConfigDef.NonEmptyString`. */
export const nonEmptyString: Validator = (name, value) => {
  if (value === '') throw ConfigException.invalid(name, value, 'String must be non-empty');
};

/** Rejects blank text and control characters; null passes. Source: kafka `ConfigDef.NonEmptyStringWithoutControlChars`. */
export const nonEmptyWithoutControlChars: Validator = (name, value) => {
  if (typeof value !== 'string') return;
  if (value === '') throw ConfigException.invalid(name, value, 'String may not be empty');
  const codes = [...value]
    .map((c) => c.codePointAt(0) ?? 0)
    .filter((code) => code < 32 || (code > 126 && code < 160));
  if (codes.length > 0) {
    const reason = `String may not contain control sequences but had the following ASCII chars: ${codes.join(', ')}`;
    throw ConfigException.invalid(name, value, reason);
  }
};

/** Rejects null. Source: kafka `ConfigDef.NonNullValidator`. */
export const nonNull: Validator = (name, value) => {
  if (value === null) throw ConfigException.invalid(name, null, 'entry must be non null');
};

/** Rejects a list without entries. Source: kafka 4.3 `NonEmptyListValidator`. */
export const nonEmptyList: Validator = (name, value) => {
  if (value === null || (value as readonly unknown[]).length === 0) {
    throw ConfigException.invalid(name, value, 'Empty list');
  }
};

/** Rejects null, duplicates and empty entries. Source: kafka 4.2 `ConfigDef.ValidList#anyNonDuplicateValues`; KIP-1161. */
export const uniqueList: Validator = (name, value) => {
  if (value === null) throw new ConfigException(`Configuration '${name}' values must not be null.`);
  const items = value as readonly string[];
  if (new Set(items).size < items.length) {
    throw new ConfigException(`Configuration '${name}' values must not be duplicated.`);
  }
  if (items.includes('')) throw new ConfigException(`Configuration '${name}' values must not be empty.`);
};

/** Rejects what `uniqueList` rejects, and an empty list. Source: as `uniqueList`. */
export const nonEmptyUniqueList: Validator = (name, value) => {
  if (Array.isArray(value) && value.length === 0) {
    throw new ConfigException(
      `Configuration '${name}' must not be empty. Valid values include: any non-empty value`,
    );
  }
  uniqueList(name, value);
};
