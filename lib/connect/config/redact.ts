import type { ConnectorConfig } from '../rest/connectors.ts';

/** What a plugin's definitions say about its options. */
export interface KnownOptions {
  /** Names of all declared options. */
  readonly names: ReadonlySet<string>;
  /** Names of those declared as PASSWORD. */
  readonly passwords: ReadonlySet<string>;
}

const SECRET_NAME =
  /pass(word|wd|phrase)|(^|[._-])(pass|pwd)($|[._-])|secret|token|credential|private.?key|(^|[._-])(api|access|account|encryption|license|auth).?key|[._-]key$|[a-z]Key$|sasl\.jaas\.config|basic\.auth\.user\.info|(^|\.)aws\.(?!region)|connection\.ur[il]$/i;
const SECRET_VALUE =
  /-----BEGIN |(password|passwd|pwd|secret|token|access_?key)\s{0,4}=|:\/\/[^/\s:@]{0,256}:[^/\s@]{1,256}@|AKIA[0-9A-Z]{12,}/i;
/** Names that say how a secret is come by, with the values they can have: which way, or a class. */
const WAYS = [
  { name: /credentials\.source$/i, value: /^[A-Z_]{3,20}$/ },
  { name: /\.class$/i, value: /^(?:[a-z_]\w*\.)+[A-Z][\w$]*$/ },
];
const REFERENCE = /^\$\{[^{}]+\}$/;
const PLAIN_VALUE = /^(|true|false|-?\d{1,9}(\.\d+)?|(?:[a-z_]\w*\.)+[A-Z][\w$]*)$/;
const SAFE_NAME =
  /^(name|connector\.class|connector\.plugin\.version|tasks\.max(\.enforce)?|topics?(\.regex|\.prefix)?|kafka\.topic|file|mode|config\.action\.reload|exactly\.once\.support|offsets\.storage\.topic|(key|value|header)\.converter(\..+)?|transforms(\..+)?|predicates(\..+)?|errors\..+|topic\.creation\..+|(producer|consumer|admin)\.override\..+|(poll|batch|flush|max|min|table|column|schema|database|query|incrementing|timestamp|insert|pk|auto)\..+|.*\.(type|enable|enabled|interval\.ms|timeout\.ms|ms|bytes|size|host|hostname|port|database|include\.list|exclude\.list))$/i;

/** Says whether a whole value is a reference such as `${file:/secrets:db}`: shown, because it holds no secret itself. */
export function isReference(value: string): boolean {
  return REFERENCE.test(value);
}

/**
 * Says whether an option's value must not be shown.
 *
 * Secret is what its definition calls PASSWORD, what its name or its value gives away, and, when the plugin's
 * definitions are not known, everything that is not known to be harmless. A reference to a config provider as the
 * whole value is no secret; one inside other text does not make the rest less so.
 */
export function isSecret(key: string, value: string | null, known: KnownOptions | undefined): boolean {
  if (value === null || value === '' || isReference(value)) return false;
  if (known?.passwords.has(key)) return true;
  if (WAYS.some(({ name, value: values }) => name.test(key) && values.test(value))) return false;
  if (SECRET_NAME.test(key) && !/^(true|false)$/i.test(value)) return true;
  if (SECRET_VALUE.test(value)) return true;
  if (known !== undefined) return false;
  return !PLAIN_VALUE.test(value) && !SAFE_NAME.test(key);
}

/** One option as it may be shown. */
export interface MaskedEntry {
  readonly key: string;
  readonly value: string | null;
  readonly masked: boolean;
}

/** Returns a config in its stored order with secret values left out. */
export function maskConfig(config: ConnectorConfig, known: KnownOptions | undefined): MaskedEntry[] {
  return Object.entries(config).map(([key, value]) =>
    isSecret(key, value, known) ? { key, value: null, masked: true } : { key, value, masked: false },
  );
}

/** What stands in a text where a secret stood. */
export const SECRET_PLACE = '[secret]';
const MIN_SECRET_CHARS = 6;

/**
 * Lists the secret values of a config in every spelling they may turn up in: as they are, URL-encoded, base64,
 * and the passwords inside connection strings; longest first. Shorter ones than 6 characters are left out,
 * because replacing them would destroy ordinary text.
 */
export function secretSpellings(config: ConnectorConfig, known: KnownOptions | undefined): string[] {
  const spellings = new Set<string>();
  for (const [key, value] of Object.entries(config)) {
    if (value === null || !isSecret(key, value, known)) continue;
    for (const secret of [value, ...partsOf(value)]) {
      if (secret.length < MIN_SECRET_CHARS) continue;
      spellings.add(secret).add(encodeURIComponent(secret.toWellFormed())).add(toBase64(secret));
    }
  }
  return [...spellings].sort((a, b) => b.length - a.length);
}

const PARTS =
  /(?:password|passwd|pwd|secret|token)\s{0,4}=\s{0,4}["']?([^"';&\s]{1,1024})|:\/\/[^/\s:@]{0,256}:([^/\s@]{1,256})@/gi;

function partsOf(value: string): string[] {
  const parts = value.matchAll(PARTS);
  return [...parts]
    .flatMap((match) => [match[1], match[2]])
    .filter((part): part is string => part !== undefined);
}

function toBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Replaces every given spelling in a text; `spellings` come from `secretSpellings`. */
export function replaceSecrets(text: string, spellings: readonly string[]): string {
  let clean = text;
  for (const spelling of spellings) clean = clean.replaceAll(spelling, SECRET_PLACE);
  return clean;
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,16384}?(-----END [A-Z ]{0,40}-----|$)/g;
const ASSIGNMENT =
  /((?:password|passwd|pwd|secret|token)\s{0,4}=\s{0,4})(?!\[secret\])(?:"[^"]{0,1024}"|'[^']{0,1024}'|[^\s,;&"'}\])]{1,1024})/gi;
const USER_INFO = /(:\/\/)[^/\s:@]{0,256}:[^/\s@]{1,256}@/g;

/**
 * Replaces what gives itself away as a secret in any text: `password=…`, user info in URLs, private keys.
 *
 * Every repetition is bounded, so that the time it takes grows with the text and no faster: traces are hostile.
 */
export function scrub(text: string): string {
  return text
    .replace(PRIVATE_KEY, SECRET_PLACE)
    .replace(ASSIGNMENT, `$1${SECRET_PLACE}`)
    .replace(USER_INFO, `$1${SECRET_PLACE}@`);
}
