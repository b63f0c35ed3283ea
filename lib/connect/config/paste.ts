/** What pasted text holds, or what is wrong with it in words that name the place. */
export type Pasted =
  | { ok: true; name: string | undefined; config: Record<string, string | null> }
  | { ok: false; message: string };

/**
 * Reads a connector config as people paste it: a JSON map, a create request `{name, config}`, or properties.
 *
 * Shape: numbers and booleans become their text, as Connect itself does; null stays null.
 * Errors: returned, never thrown; nested values are refused by key.
 */
export function parsePasted(text: string): Pasted {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, message: 'Nothing to read.' };
  return trimmed.startsWith('{') ? parseJson(trimmed) : parseProperties(trimmed);
}

function parseJson(text: string): Pasted {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      message: `This is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  if (!isObject(parsed))
    return { ok: false, message: 'A config is a JSON object of option names and values.' };
  const inner = isObject(parsed.config) ? parsed.config : parsed;
  const name = isObject(parsed.config) && typeof parsed.name === 'string' ? parsed.name : undefined;
  return toConfig(Object.entries(inner), name);
}

function toConfig(entries: readonly (readonly [string, unknown])[], name: string | undefined): Pasted {
  const config: Record<string, string | null> = Object.create(null);
  for (const [key, value] of entries) {
    if (value === null || typeof value === 'string') config[key] = value;
    else if (typeof value === 'number' || typeof value === 'boolean') config[key] = String(value);
    else return { ok: false, message: `"${key}" holds a nested value: Connect options are plain text.` };
  }
  if (name !== undefined && config.name === undefined) config.name = name;
  return { ok: true, name: name ?? config.name ?? undefined, config };
}

function parseProperties(text: string): Pasted {
  const entries: [string, string][] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || /^\s*[#!]/.test(line)) continue;
    const match = /^\s*((?:[^=:\\\s]|\\.)+)\s*[=:]?\s*(.*)$/.exec(line);
    if (!match || !/[=:]/.test(line))
      return { ok: false, message: `Line ${index + 1} is neither JSON nor key=value.` };
    entries.push([(match[1] ?? '').replace(/\\(.)/g, '$1'), (match[2] ?? '').trimEnd()]);
  }
  return toConfig(entries, undefined);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
