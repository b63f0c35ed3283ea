import { stringifyExactJson } from '../../api/exact-json.ts';
import { DataException } from '../../api/exceptions.ts';
import { DATE, DECIMAL, scaleOf, TIME, TIMESTAMP } from '../../api/logical-types.ts';
import type { Schema } from '../../api/schema.ts';
import { ANYTHING_SCHEMA } from './anything.ts';
import { defaultToAvro } from './avro-defaults.ts';
import * as names from './avro-names.ts';
import type { AvroDataOptions } from './from-avro.ts';

type Json = Record<string, unknown>;

const LOGICAL_TYPES: Readonly<Record<string, string>> = {
  [DATE]: 'date',
  [TIME]: 'time-millis',
  [TIMESTAMP]: 'timestamp-millis',
};

/**
 * Makes the Avro schema of a Connect schema, as JSON text; without a schema the one of anything.
 *
 * Errors: DataException for two different records of one name, and for what is no valid Connect schema.
 * Source: Confluent's `AvroData#fromConnectSchema`.
 */
export function toAvroSchema(schema: Schema | null, options: AvroDataOptions): string {
  return schema ? stringifyExactJson(new AvroMaker(options).make(schema)) : ANYTHING_SCHEMA;
}

class AvroMaker {
  readonly #options: AvroDataOptions;
  /** What a name stands for, as text: a type may be said once and is called by its name from then on. */
  readonly #named = new Map<string, string>();
  readonly #open = new Set<Schema>();

  constructor(options: AvroDataOptions) {
    this.#options = options;
  }

  make(schema: Schema): unknown {
    if (schema.name === names.UNION && schema.type === 'STRUCT') return this.#union(schema);
    const base = this.#base(schema);
    if (!schema.optional) return base;
    // The default of a union is of its first branch.
    return hasDefault(schema) ? [base, 'null'] : ['null', base];
  }

  #base(schema: Schema): unknown {
    switch (schema.type) {
      case 'INT8':
      case 'INT16':
      case 'INT32':
        return this.#simple('int', schema);
      case 'INT64':
        return this.#simple('long', schema);
      case 'FLOAT32':
        return this.#simple('float', schema);
      case 'FLOAT64':
        return this.#simple('double', schema);
      case 'BOOLEAN':
        return this.#simple('boolean', schema);
      case 'STRING':
        return this.#isEnum(schema) ? this.#enum(schema) : this.#simple('string', schema);
      case 'BYTES':
        return this.#simple('bytes', schema);
      case 'ARRAY':
        return this.#described({ type: 'array', items: this.make(part(schema.valueSchema, schema)) }, schema);
      case 'MAP':
        return this.#map(schema);
      case 'STRUCT':
        return this.#record(schema);
    }
  }

  #simple(type: string, schema: Schema): unknown {
    const json = this.#described({ type }, schema);
    return Object.keys(json).length === 1 ? type : json;
  }

  #map(schema: Schema): unknown {
    const [keys, values] = [part(schema.keySchema, schema), part(schema.valueSchema, schema)];
    if (keys.type === 'STRING' && !keys.optional) {
      return this.#described({ type: 'map', values: this.make(values) }, schema);
    }
    const name = schema.name ?? names.MAP_ENTRY;
    const internal = schema.name === undefined ? {} : { 'connect.internal.type': 'MapEntry' };
    const entry = this.#declare(name, () => ({
      ...{
        type: 'record',
        ...nameOf(name),
        fields: [this.#field('key', keys), this.#field('value', values)],
      },
      ...internal,
    }));
    return this.#described({ type: 'array', items: entry }, schema);
  }

  #record(schema: Schema): unknown {
    if (this.#open.has(schema)) throw new DataException(`The schema ${schema.name} contains itself`);
    this.#open.add(schema);
    const name = schema.name ?? names.DEFAULT_NAME;
    const docs = schema.parameters ?? {};
    const json = this.#declare(name, () => {
      const fields = (schema.fields ?? []).map((field) =>
        this.#field(field.name, field.schema, docs[names.FIELD_DOC + field.name]),
      );
      const doc = docs[names.RECORD_DOC];
      return this.#described(
        { type: 'record', ...nameOf(name), ...(doc === undefined ? {} : { doc }), fields },
        schema,
      );
    });
    this.#open.delete(schema);
    return json;
  }

  #enum(schema: Schema): unknown {
    const parameters = schema.parameters ?? {};
    const name = parameters[names.ENUM] ?? '';
    const { simple } = names.splitName(name);
    const own = Object.entries(parameters).filter(([key]) => key.startsWith(`${names.ENUM}.`));
    const [doc, symbol] = [parameters[names.ENUM_DOC + simple], parameters[names.ENUM_DEFAULT + simple]];
    return this.#declare(name, () =>
      this.#described(
        {
          ...{ type: 'enum', ...nameOf(name), symbols: own.map(([, value]) => value) },
          ...(doc === undefined ? {} : { doc }),
          ...(symbol === undefined ? {} : { default: symbol }),
        },
        schema,
      ),
    );
  }

  #isEnum(schema: Schema): boolean {
    return this.#options.isEnhanced && schema.parameters?.[names.ENUM] !== undefined;
  }

  #union(schema: Schema): unknown[] {
    const branches = (schema.fields ?? []).map((field) => this.#base(field.schema));
    return schema.optional ? ['null', ...branches] : branches;
  }

  #field(name: string, schema: Schema, doc?: string): Json {
    const json: Json = { name, type: this.make(schema) };
    if (doc !== undefined) json.doc = doc;
    if (hasDefault(schema)) json.default = defaultToAvro(schema, schema.defaultValue);
    else if (schema.optional) json.default = null;
    return json;
  }

  /** Says a named type the first time, and its name afterwards. Errors: DataException when the name stands for something else. */
  #declare(name: string, make: () => Json): unknown {
    const json = make();
    const text = stringifyExactJson(json);
    const known = this.#named.get(name);
    this.#named.set(name, text);
    if (known === undefined) return json;
    if (known === text) return name;
    throw new DataException(`Can't redefine: ${name}: the schema has two different types of this name`);
  }

  /** Adds what Avro has no place for, and the logical type. */
  #described(json: Json, schema: Schema): Json {
    const { name, parameters = {} } = schema;
    return {
      ...json,
      ...(this.#options.hasMetaData ? metaDataOf(schema) : {}),
      ...logicalTypeOf(schema),
      ...Object.fromEntries(Object.entries(parameters).filter(([key]) => key.startsWith('avro'))),
      ...(name !== undefined && LOGICAL_TYPES[name] !== undefined
        ? { logicalType: LOGICAL_TYPES[name] }
        : {}),
    };
  }
}

function metaDataOf(schema: Schema): Json {
  const { type, name, version, doc } = schema;
  const { [names.FIELD_DEFAULT_FLAG]: isOfField, ...parameters } = schema.parameters ?? {};
  const isNarrow = type === 'INT8' || type === 'INT16';
  const hasOwnDefault = hasDefault(schema) && isOfField === undefined;
  return {
    ...(doc === undefined ? {} : { 'connect.doc': doc }),
    ...(version === undefined ? {} : { 'connect.version': version }),
    ...(Object.keys(parameters).length === 0 ? {} : { 'connect.parameters': parameters }),
    ...(hasOwnDefault ? { 'connect.default': defaultToAvro(schema, schema.defaultValue) } : {}),
    ...(name === undefined ? {} : { 'connect.name': name }),
    ...(isNarrow ? { 'connect.type': type.toLowerCase() } : {}),
  };
}

function logicalTypeOf(schema: Schema): Json {
  if (schema.name !== DECIMAL) return {};
  const precision = Number(schema.parameters?.[names.PRECISION] ?? names.DEFAULT_PRECISION);
  return { logicalType: 'decimal', scale: scaleOf(schema), precision };
}

function nameOf(name: string): { name: string; namespace: string } {
  const { namespace, simple } = names.splitName(name);
  return { name: simple, namespace };
}

function hasDefault({ defaultValue }: Schema): boolean {
  return defaultValue !== undefined && defaultValue !== null;
}

function part(schema: Schema | undefined, { type }: Schema): Schema {
  if (schema) return schema;
  throw new DataException(`A schema of type ${type} does not say what it is of`);
}
