import { stringifyExactJson } from '../../api/exact-json.ts';
import { DataException } from '../../api/exceptions.ts';
import type { AvroNode } from './avro-node.ts';

/**
 * Reads the parameters of a Connect schema out of an Avro schema: Connect's own, where they count, and all of `avro…`.
 *
 * Errors: DataException when `connect.parameters` is no object of texts.
 */
export function parametersOf(
  { attributes }: AvroNode,
  { hasMetaData }: { readonly hasMetaData: boolean },
): Record<string, string> {
  const parameters: Record<string, string> = {};
  const said = attributes['connect.parameters'];
  if (hasMetaData && said !== undefined) {
    if (typeof said !== 'object' || said === null || Array.isArray(said)) {
      throw new DataException(
        `Expected JSON object for schema parameters but found: ${stringifyExactJson(said)}`,
      );
    }
    for (const [key, value] of Object.entries(said)) {
      if (typeof value !== 'string') {
        throw new DataException(
          `Expected schema parameter values to be strings but found: ${stringifyExactJson(value)}`,
        );
      }
      parameters[key] = value;
    }
  }
  for (const [key, value] of Object.entries(attributes))
    if (key.startsWith('avro')) parameters[key] = String(value);
  return parameters;
}
