import { z } from 'zod';
import { ClusterId } from '../connect/names.ts';
import { ConfigInfos } from '../connect/rest/plugins.ts';
import { ConfigDraft, CopySource } from './connectors.ts';

/** One installed plugin of one cluster. `version` null: it reports none. */
export const PluginRow = z.object({
  clusterId: ClusterId,
  class: z.string(),
  type: z.string(),
  version: z.string().nullable(),
  /** How many connectors of the cluster use it. */
  connectors: z.number().int(),
});
export type PluginRow = z.infer<typeof PluginRow>;

/** A cluster whose plugins could not be read is named in `problems`, never left out silently. */
export const PluginList = z.object({
  plugins: z.array(PluginRow),
  problems: z.array(z.object({ clusterId: ClusterId, message: z.string() })),
});
export type PluginList = z.infer<typeof PluginList>;

/**
 * A class whose version is not the same on every worker of a cluster; `class` null is the worker itself. `version`
 * null: it is not installed there.
 */
export const PluginSkew = z.object({
  clusterId: ClusterId,
  class: z.string().nullable(),
  versions: z.array(z.object({ url: z.string(), version: z.string().nullable() })),
});
export type PluginSkew = z.infer<typeof PluginSkew>;

/** Differences between workers of one cluster. A worker that could not be asked is named in `problems`. */
export const PluginSkewList = z.object({
  skews: z.array(PluginSkew),
  problems: z.array(z.object({ clusterId: ClusterId, url: z.string(), message: z.string() })),
});
export type PluginSkewList = z.infer<typeof PluginSkewList>;

/**
 * `connector` is given when an existing one is edited: kept keys are taken from its stored config. `copyOf` when a
 * copy is made: its kept secrets are shown to the worker only where they cannot go anywhere else.
 */
export const ValidateRequest = z.strictObject({
  pluginClass: z.string().min(1),
  draft: ConfigDraft,
  connector: z.string().optional(),
  copyOf: CopySource.optional(),
});
export type ValidateRequest = z.input<typeof ValidateRequest>;

/**
 * The worker's validate answer with secret values masked, or the worker's own words when it could not validate:
 * the raw form still works then.
 */
export const ValidateResult = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), infos: ConfigInfos, maskedKeys: z.array(z.string()) }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);
export type ValidateResult = z.infer<typeof ValidateResult>;
