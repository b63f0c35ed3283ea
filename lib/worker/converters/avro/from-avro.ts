import { DataException } from '../../api/exceptions.ts';
import { DATE, DECIMAL, TIME, TIMESTAMP } from '../../api/logical-types.ts';
import { buildFields, type Schema, type SchemaType, STRING_SCHEMA } from '../../api/schema.ts';
import { defaultFromAvro } from './avro-defaults.ts';
import * as names from './avro-names.ts';
import { type AvroField, type AvroNode, innerOfNullable } from './avro-node.ts';
import { parametersOf } from './avro-parameters.ts';
import { type Read, readerOf } from './avro-reader.ts';

/** What the converter's options say about schemas. */
export interface AvroDataOptions {
  /** `connect.meta.data`: names, versions, documentation and parameters of Connect stand in the Avro schema. */
  readonly hasMetaData: boolean;
  /** `enhanced.avro.schema.support`: enums stay enums, and names in unions are full ones. */
  readonly isEnhanced: boolean;
}

/** A Connect schema, and how its values are read. */
export interface ReadableSchema {
  readonly schema: Schema;
  readonly read: Read;
}

interface Use {
  readonly optional?: boolean;
  /** A default that the field says. */
  readonly fieldDefault?: unknown;
  /** What the registry says, for a schema that does not. */
  readonly version?: number | undefined;
}

type Parts = Pick<Schema, 'type'> &
  Partial<Omit<Schema, 'type' | 'parameters'>> & { parameters?: Record<string, string>; read: Read };

/**
 * Makes the Connect schema of an Avro schema.
 *
 * Errors: DataException for what Connect has no schema for: null alone, and a record that contains itself.
 * Source: Confluent's `AvroData#toConnectSchema`.
 */
export function fromAvro(node: AvroNode, options: AvroDataOptions, version?: number): ReadableSchema {
  return new SchemaMaker(options).make(node, { version });
}

class SchemaMaker {
  readonly #options: AvroDataOptions;
  /** Records that are being made, to notice one that contains itself. */
  readonly #open = new Set<unknown>();

  constructor(options: AvroDataOptions) {
    this.#options = options;
  }

  make(node: AvroNode, use: Use = {}): ReadableSchema {
    const inner = innerOfNullable(node);
    if (inner) {
      const made = this.make(inner, { optional: true });
      return { schema: made.schema, read: readerOf.nullable(node, made.read) };
    }
    const { read, parameters: own, ...parts } = this.#parts(node);
    const schema: Schema = {
      ...parts,
      optional: use.optional === true || parts.optional === true,
      ...definedOnly({
        name: this.#nameOf(node, parts),
        version: versionOf(node, parts, use),
        doc: this.#docOf(node),
      }),
    };
    const parameters = { ...own, ...parametersOf(node, this.#options) };
    return { schema: withDefault(schema, parameters, node, use), read };
  }

  #parts(node: AvroNode): Parts {
    switch (node.type) {
      case 'boolean':
        return { type: 'BOOLEAN', read: readerOf.boolean };
      case 'int':
        return intParts(node);
      case 'long':
        return isLogical(node, 'timestamp-millis')
          ? { type: 'INT64', name: TIMESTAMP, version: 1, read: readerOf.timestamp }
          : { type: 'INT64', read: readerOf.long };
      case 'float':
        return { type: 'FLOAT32', read: readerOf.float };
      case 'double':
        return { type: 'FLOAT64', read: readerOf.double };
      case 'string':
        return { type: 'STRING', read: readerOf.string };
      case 'bytes':
      case 'fixed':
        return bytesParts(node);
      case 'enum':
        return this.#enumParts(node);
      case 'array':
        return this.#arrayParts(itemsOf(node));
      case 'map': {
        const { schema, read } = this.make(itemsOf(node));
        return { type: 'MAP', keySchema: STRING_SCHEMA, valueSchema: schema, read: readerOf.map(read) };
      }
      case 'record':
        return this.#recordParts(node);
      case 'union':
        return this.#unionParts(node.branches ?? []);
      case 'null':
        throw new DataException('Standalone null schemas are not supported by this converter');
    }
  }

  #arrayParts(items: AvroNode): Parts {
    if (!isMapEntry(items)) {
      const { schema, read } = this.make(items);
      return { type: 'ARRAY', valueSchema: schema, read: readerOf.array(read) };
    }
    const [key, value] = items.fields ?? [];
    if (items.fields?.length !== 2 || key?.name !== 'key' || value?.name !== 'value') {
      throw new DataException(
        'Found map encoded as array of key-value pairs, but array elements do not match the expected format.',
      );
    }
    const [keys, values] = [this.make(key.node), this.make(value.node)];
    const read = readerOf.entries(keys.read, values.read);
    return { type: 'MAP', keySchema: keys.schema, valueSchema: values.schema, read };
  }

  #recordParts(node: AvroNode): Parts {
    if (this.#open.has(node.fields)) {
      throw new DataException(`The Avro record ${node.name} contains itself, which a Connect schema cannot`);
    }
    this.#open.add(node.fields);
    const given = node.fields ?? [];
    const made = given.map(({ node: field, defaultValue }) =>
      this.make(field, { fieldDefault: defaultValue }),
    );
    this.#open.delete(node.fields);
    const fields = buildFields(
      given.map(({ name }, at) => ({ name, schema: (made[at] as ReadableSchema).schema })),
    );
    const reads = made.map(({ read }) => read);
    return {
      type: 'STRUCT',
      fields,
      parameters: this.#docsOf(node, given),
      read: readerOf.record(fields, reads),
    };
  }

  #docsOf({ attributes }: AvroNode, fields: readonly AvroField[]): Record<string, string> {
    if (!this.#options.hasMetaData) return {};
    const docs = fields.filter(({ doc }) => doc !== undefined);
    return {
      ...(typeof attributes.doc === 'string' ? { [names.RECORD_DOC]: attributes.doc } : {}),
      ...Object.fromEntries(docs.map(({ name, doc = '' }) => [names.FIELD_DOC + name, doc])),
    };
  }

  #enumParts({ name = '', symbols = [], attributes }: AvroNode): Parts {
    const { simple } = names.splitName(name);
    const { doc, default: symbol } = attributes;
    const said = this.#options.hasMetaData
      ? {
          ...(typeof doc === 'string' ? { [names.ENUM_DOC + simple]: doc } : {}),
          ...(typeof symbol === 'string' ? { [names.ENUM_DEFAULT + simple]: symbol } : {}),
        }
      : {};
    const all = symbols.map((one): [string, string] => [`${names.ENUM}.${one}`, one]);
    const parameters = { ...said, [names.ENUM]: name, ...Object.fromEntries(all) };
    return { type: 'STRING', parameters, read: readerOf.enum(symbols) };
  }

  #unionParts(branches: readonly AvroNode[]): Parts {
    const members = branches.filter(({ type }) => type !== 'null');
    const made = members.map((branch) => this.make(branch, { optional: true }));
    const fields = buildFields(
      made.map(({ schema }, at) => ({ name: this.#memberName(members[at] as AvroNode), schema })),
    );
    if (new Set(fields.map(({ name }) => name)).size < fields.length) {
      throw new DataException('Multiple union schemas map to the Connect union field name');
    }
    const reads = branches.map((branch) => made[members.indexOf(branch)]?.read);
    const optional = members.length < branches.length;
    return { type: 'STRUCT', name: names.UNION, optional, fields, read: readerOf.union(fields, reads) };
  }

  #memberName({ type, name }: AvroNode): string {
    if (name === undefined || type === 'fixed') return type;
    return this.#options.isEnhanced ? name : names.splitName(name).simple;
  }

  #nameOf({ type, name, attributes }: AvroNode, parts: Pick<Schema, 'name'>): string | undefined {
    const said = attributes['connect.name'];
    if (said !== undefined && typeof said !== 'string')
      throw new DataException(`Invalid schema name: ${said}`);
    const own = said ?? (type === 'record' || type === 'enum' ? name : undefined);
    if (own === undefined || own === names.DEFAULT_NAME) return parts.name;
    if (parts.name === undefined || parts.name === own) return own;
    throw new DataException(
      `Mismatched names: name already added to SchemaBuilder (${parts.name}) differs from name in source schema (${own})`,
    );
  }

  #docOf({ attributes }: AvroNode): string | undefined {
    const doc = attributes['connect.doc'];
    return this.#options.hasMetaData && typeof doc === 'string' ? doc : undefined;
  }
}

function intParts({ attributes }: AvroNode): Parts {
  if (attributes.logicalType !== undefined) {
    const node = { attributes } as AvroNode;
    if (isLogical(node, 'date')) return { type: 'INT32', name: DATE, version: 1, read: readerOf.date };
    if (isLogical(node, 'time-millis')) return { type: 'INT32', name: TIME, version: 1, read: readerOf.time };
    return { type: 'INT32', read: readerOf.int };
  }
  const said = attributes['connect.type'];
  if (said === undefined) return { type: 'INT32', read: readerOf.int };
  const types: Readonly<Record<string, SchemaType>> = { int8: 'INT8', int16: 'INT16' };
  const type = types[String(said)];
  if (!type) throw new DataException('Connect type annotation for Avro int field is null');
  return { type, read: readerOf.int };
}

function bytesParts(node: AvroNode): Parts {
  const { attributes, type } = node;
  const readBytes = type === 'fixed' ? readerOf.fixed(sizeOf(node)) : readerOf.bytes;
  if (!isLogical(node, 'decimal')) return { type: 'BYTES', read: readBytes };
  const { scale, precision } = attributes;
  if (typeof scale !== 'number') throw new DataException('scale must be specified and must be a number.');
  const isUsual = precision === undefined || precision === names.DEFAULT_PRECISION;
  const parameters = { scale: String(scale), ...(isUsual ? {} : { [names.PRECISION]: String(precision) }) };
  return { type: 'BYTES', name: DECIMAL, version: 1, parameters, read: readerOf.decimal(readBytes, scale) };
}

function sizeOf({ name, attributes: { size } }: AvroNode): number {
  if (typeof size === 'number' && size >= 0) return size;
  throw new DataException(`The Avro type ${name} is fixed and says no size`);
}

function isLogical({ attributes }: AvroNode, type: string): boolean {
  return String(attributes.logicalType).toLowerCase() === type;
}

function itemsOf({ items }: AvroNode): AvroNode {
  if (!items) throw new DataException('The Avro schema has an array or a map of nothing');
  return items;
}

function isMapEntry({ type, name, attributes }: AvroNode): boolean {
  return (
    type === 'record' && (name === names.MAP_ENTRY || attributes['connect.internal.type'] === 'MapEntry')
  );
}

function versionOf({ attributes }: AvroNode, parts: Pick<Schema, 'version'>, use: Use): number | undefined {
  const said = attributes['connect.version'];
  if (said !== undefined && typeof said !== 'number')
    throw new DataException(`Invalid Connect version found: ${said}`);
  const version = said ?? use.version;
  if (parts.version === undefined || version === undefined) return version ?? parts.version;
  if (said === undefined || said === parts.version) return parts.version;
  throw new DataException(
    `Mismatched versions: version already added to SchemaBuilder (${parts.version}) differs from version in source schema (${said})`,
  );
}

/** A default of the field counts before one of Connect; which it was stands in a parameter. */
function withDefault(schema: Schema, parameters: Record<string, string>, node: AvroNode, use: Use): Schema {
  const said = node.attributes['connect.default'];
  const { fieldDefault } = use;
  const isOfField = fieldDefault !== undefined && fieldDefault !== null;
  const all =
    isOfField && said === undefined ? { ...parameters, [names.FIELD_DEFAULT_FLAG]: 'true' } : parameters;
  const complete = Object.keys(all).length === 0 ? schema : { ...schema, parameters: all };
  const json = isOfField ? fieldDefault : said;
  const defaultValue = json === undefined ? null : defaultFromAvro(complete, node, json);
  return Object.freeze(defaultValue === null ? complete : { ...complete, defaultValue });
}

function definedOnly(parts: {
  name?: string | undefined;
  version?: number | undefined;
  doc?: string | undefined;
}) {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}
