import { z } from 'zod';

/** Connect's own limit is none; names longer than this break topics, groups and file names derived from them. */
export const MAX_NAME_LENGTH = 249;

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/;

/** A connector's name as the worker knows it. Any text is legal in Connect except the empty one and control characters. */
export const ConnectorName = z.string().min(1).brand<'ConnectorName'>();
export type ConnectorName = z.infer<typeof ConnectorName>;

/** A registered Connect cluster's id in the console: lower-case letters, digits, `-` and `_`. */
export const ClusterId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'use lower-case letters, digits, "-" and "_", at most 63')
  .brand<'ClusterId'>();
export type ClusterId = z.infer<typeof ClusterId>;

/** A plugin's class name or alias. */
export const PluginClass = z.string().min(1).brand<'PluginClass'>();
export type PluginClass = z.infer<typeof PluginClass>;

/** Which task of which connector. Units: `task` counts from 0. */
export const TaskId = z.object({ connector: z.string(), task: z.number().int().min(0) });
export type TaskId = z.infer<typeof TaskId>;

/** `orders-0`, the way Connect writes a task in keys, logs and messages. */
export function formatTaskId(id: TaskId): string {
  return `${id.connector}-${id.task}`;
}

/**
 * Says why a name cannot be given to a new connector, or returns `undefined` when it can.
 *
 * Stricter than Connect on purpose: `.`, `..` and lone surrogates cannot be addressed in a URL path, so the
 * connector could never be reached again.
 */
export function whyNotConnectorName(name: string): string | undefined {
  if (name.trim() === '') return 'A connector needs a name.';
  if (controlCharacter.test(name)) return 'A connector name may not hold control characters.';
  if (loneSurrogate.test(name)) return 'A connector name must be valid Unicode.';
  if (name === '.' || name === '..') return `A connector cannot be named "${name}": no URL could reach it.`;
  if (name.length > MAX_NAME_LENGTH) return `A connector name has at most ${MAX_NAME_LENGTH} characters.`;
  return undefined;
}
