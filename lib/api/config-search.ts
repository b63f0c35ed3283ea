import { z } from 'zod';
import { ClusterId } from '../connect/names.ts';

/** One `key:value` of a search: parts of an option's name and of its value, without regard to case. */
export interface ConfigTerm {
  readonly key: string;
  readonly value: string;
}

/** `terms` holds one `key:value` a line, all of which must match; at most 2,000 characters. */
export const ConfigSearchQuery = z.object({
  terms: z
    .string()
    .max(2000)
    .regex(/^[^:\n]+:[^\n]*(\n[^:\n]+:[^\n]*)*$/, 'Each line is key:value.'),
});
export type ConfigSearchQuery = z.infer<typeof ConfigSearchQuery>;

/** Connectors whose config matches every term. Secret values never match. */
export const ConfigMatches = z.object({
  matches: z.array(z.object({ clusterId: ClusterId, connector: z.string() })),
});
export type ConfigMatches = z.infer<typeof ConfigMatches>;
