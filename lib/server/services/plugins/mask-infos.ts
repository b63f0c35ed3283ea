import 'server-only';
import { isReference, isSecret, type KnownOptions, SECRET_PLACE } from '@/lib/connect/config/redact';
import type { ConnectorConfig } from '@/lib/connect/rest/connectors';
import type { ConfigInfos } from '@/lib/connect/rest/plugins';

/** A validate answer that may be shown, and which of its values were left out. */
interface MaskedInfos {
  readonly infos: ConfigInfos;
  readonly maskedKeys: string[];
}

/**
 * Takes secrets out of a validate answer.
 *
 * A worker resolves `${provider:…}` before it validates and answers what it found: whatever was submitted with
 * `${` comes back without its value, and its errors without the words they quote. `clean` replaces known secrets
 * in all other texts.
 */
export function maskInfos(
  infos: ConfigInfos,
  submitted: ConnectorConfig,
  clean: (text: string) => string,
): MaskedInfos {
  const known = declaredIn(infos);
  const maskedKeys: string[] = [];
  const configs = infos.configs.map((entry) => {
    const { value } = entry;
    if (!value) return entry;
    const given = submitted[value.name] ?? null;
    const referenced = given?.includes('${') === true;
    const secret =
      known.passwords.has(value.name) || isSecret(value.name, given ?? value.value ?? null, known);
    if (!referenced && !secret) {
      return { ...entry, value: { ...value, errors: value.errors?.map(clean) ?? [] } };
    }
    maskedKeys.push(value.name);
    const errors = (value.errors ?? []).map((words) =>
      referenced ? withoutResolved(value.name, given) : clean(withoutQuote(words)),
    );
    return {
      ...entry,
      value: {
        ...value,
        value: given !== null && isReference(given) ? given : null,
        recommended_values: referenced ? [] : (value.recommended_values ?? []),
        errors,
      },
    };
  });
  return { infos: { ...infos, configs }, maskedKeys };
}

/** What a validate answer declares. */
export function declaredIn(infos: ConfigInfos): KnownOptions {
  const definitions = infos.configs.flatMap(({ definition }) => (definition ? [definition] : []));
  return {
    names: new Set(definitions.map(({ name }) => name)),
    passwords: new Set(definitions.filter(({ type }) => type === 'PASSWORD').map(({ name }) => name)),
  };
}

function withoutQuote(words: string): string {
  return words.replace(
    /Invalid value [\s\S]* for configuration/,
    `Invalid value ${SECRET_PLACE} for configuration`,
  );
}

function withoutResolved(key: string, given: string | null): string {
  return `Invalid value for configuration '${key}': what ${given ?? 'it'} stands for is not accepted.`;
}
