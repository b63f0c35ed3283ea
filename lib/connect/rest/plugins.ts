import { z } from 'zod';

/** `GET /connector-plugins`: one entry per class, version and location. */
export const PluginInfo = z.looseObject({
  class: z.string(),
  type: z.string(),
  version: z.string().nullish(),
});
export type PluginInfo = z.infer<typeof PluginInfo>;

/** One declared option. `order` is called `order_in_group` from 4.2 on; read it through `orderOf`. */
export const ConfigKeyInfo = z.looseObject({
  name: z.string(),
  type: z.string(),
  required: z.boolean(),
  default_value: z.string().nullish(),
  importance: z.string(),
  documentation: z.string().nullish(),
  group: z.string().nullish(),
  width: z.string().nullish(),
  display_name: z.string().nullish(),
  dependents: z.array(z.string()).nullish(),
  order: z.number().int().nullish(),
  order_in_group: z.number().int().nullish(),
});
export type ConfigKeyInfo = z.infer<typeof ConfigKeyInfo>;

/** The validated value of one option. */
export const ConfigValueInfo = z.looseObject({
  name: z.string(),
  value: z.string().nullish(),
  recommended_values: z.array(z.string().nullable()).nullish(),
  errors: z.array(z.string()).nullish(),
  visible: z.boolean().nullish(),
});
export type ConfigValueInfo = z.infer<typeof ConfigValueInfo>;

/** `PUT /connector-plugins/{p}/config/validate`: either half of an entry may be null. */
export const ConfigInfos = z.looseObject({
  name: z.string(),
  error_count: z.number().int(),
  groups: z.array(z.string()),
  configs: z.array(z.looseObject({ definition: ConfigKeyInfo.nullish(), value: ConfigValueInfo.nullish() })),
});
export type ConfigInfos = z.infer<typeof ConfigInfos>;

/** Position inside the group, -1 when undeclared. */
export function orderOf(key: ConfigKeyInfo): number {
  return key.order ?? key.order_in_group ?? -1;
}
