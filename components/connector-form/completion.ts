import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { DraftFormat } from '@/lib/connect/config/draft-text';
import type { FormField } from '@/lib/connect/config/form-model';

const KEY = { json: /(?:^|[{,])\s*"([^"\\]*)$/, properties: /^\s*([^\s=:#!]*)$/ } as const;
const VALUE = {
  json: /"((?:[^"\\]|\\.)+)"\s*:\s*"([^"\\]*)$/,
  properties: /^\s*([^\s=:#!]+)\s*[=:]\s*(.*)$/,
} as const;

/**
 * Offers what the worker's definitions know at a place in the text: option names, or the values of an option.
 * `before` is the line up to the cursor. Undefined: nothing is known there.
 */
export function completionsAt(
  format: DraftFormat,
  before: string,
  fields: readonly FormField[],
): { typed: string; isKey: boolean; options: { label: string; detail: string; info: string }[] } | undefined {
  const value = VALUE[format].exec(before);
  if (value) {
    const field = fields.find(({ key }) => key === value[1]);
    const values = field?.kind === 'boolean' ? ['true', 'false'] : (field?.recommended ?? []);
    if (values.length === 0) return undefined;
    return {
      typed: value[2] ?? '',
      isKey: false,
      options: values.map((label) => ({ label, detail: '', info: '' })),
    };
  }
  const key = KEY[format].exec(before);
  if (!key) return undefined;
  const options = fields
    .filter((field) => field.kind !== 'unknown')
    .map((field) => ({
      label: field.key,
      detail: field.required ? 'required' : field.type.toLowerCase(),
      info: [field.documentation, field.defaultValue === null ? '' : `Default: ${field.defaultValue}`]
        .filter(Boolean)
        .join('\n\n'),
    }));
  return { typed: key[1] ?? '', isKey: true, options };
}

/** The same for CodeMirror; documentation is shown as plain text. */
export function completionSource(format: DraftFormat, fields: () => readonly FormField[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const line = context.state.doc.lineAt(context.pos);
    const found = completionsAt(format, line.text.slice(0, context.pos - line.from), fields());
    if (!found || (found.typed === '' && format === 'properties' && !context.explicit)) return null;
    // After a name comes its value: the quote the editor has closed already becomes the end of that.
    const rest = line.text.slice(context.pos - line.from);
    const end = format === 'properties' ? '=' : /^"\s*$/.test(rest) ? '": "' : '';
    const suffix = found.isKey && (format === 'json' || rest.trim() === '') ? end : '';
    return {
      from: context.pos - found.typed.length,
      options: found.options.map(({ label, detail, info }) => ({
        label,
        apply: `${label}${suffix}`,
        ...(detail ? { detail } : {}),
        ...(info ? { info: () => paragraph(info) } : {}),
      })),
      validFor: /^[^"\s]*$/,
    };
  };
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.className = 'max-w-80 whitespace-pre-line p-1 text-xs';
  element.textContent = text;
  return element;
}
