import { parseExactJson, stringifyExactJson } from '../../api/exact-json.ts';
import { DataException } from '../../api/exceptions.ts';

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
type Primitive = (typeof PRIMITIVES)[number];
type Attributes = Readonly<Record<string, unknown>>;

/** A field of a record. Shape: `hasDefault` tells a default of null from none. */
export interface AvroField {
  readonly name: string;
  readonly node: AvroNode;
  readonly doc: string | undefined;
  readonly hasDefault: boolean;
  readonly defaultValue: unknown;
}

/**
 * An Avro schema with its names resolved.
 *
 * Shape: `attributes` are the members of its JSON object; `name` is the full one of a record, enum or fixed. A record that
 * contains itself is the same object again.
 */
export interface AvroNode {
  readonly type: Primitive | 'record' | 'enum' | 'fixed' | 'array' | 'map' | 'union';
  readonly attributes: Attributes;
  readonly name?: string;
  readonly fields?: readonly AvroField[];
  readonly symbols?: readonly string[];
  /** Of an array or a map. */
  readonly items?: AvroNode;
  readonly branches?: readonly AvroNode[];
}

/**
 * Reads an Avro schema; those before it are what it refers to by name.
 *
 * Errors: DataException that says what is wrong with it.
 */
export function parseAvro(texts: readonly string[]): AvroNode {
  const names = new Map<string, AvroNode>();
  let node: AvroNode | undefined;
  for (const text of texts) node = parseNode(parseExactJson(text), '', names);
  if (!node) throw new DataException('There is no Avro schema');
  return node;
}

/** What a nullable schema is of, when this is one: a union of null and something. */
export function innerOfNullable({ type, branches }: AvroNode): AvroNode | undefined {
  if (type !== 'union' || branches?.length !== 2) return undefined;
  const inner = branches.filter((branch) => branch.type !== 'null');
  return inner.length === 1 ? inner[0] : undefined;
}

/** How a branch of a union is called in Avro's own words. */
export function branchName({ name, type }: AvroNode): string {
  return name ?? type;
}

function parseNode(json: unknown, namespace: string, names: Map<string, AvroNode>): AvroNode {
  if (typeof json === 'string') return named(json, namespace, names);
  if (Array.isArray(json)) {
    return { type: 'union', attributes: {}, branches: json.map((item) => parseNode(item, namespace, names)) };
  }
  if (typeof json !== 'object' || json === null) throw invalid(json);
  const attributes = json as Attributes;
  const { type } = attributes;
  if (type === 'record' || type === 'error') return parseRecord(attributes, namespace, names);
  if (type === 'enum' || type === 'fixed') return parseEnumOrFixed(attributes, namespace, names);
  if (type === 'array' || type === 'map') {
    const items = parseNode(type === 'array' ? attributes.items : attributes.values, namespace, names);
    return { type, attributes, items };
  }
  const node = parseNode(type, namespace, names);
  // Only a primitive has no attributes of its own before.
  return node.type === type ? { ...node, attributes } : node;
}

function named(text: string, namespace: string, names: Map<string, AvroNode>): AvroNode {
  const primitive = PRIMITIVES.find((name) => name === text);
  if (primitive) return { type: primitive, attributes: {} };
  const node = names.get(qualify(text, namespace)) ?? names.get(text);
  if (node) return node;
  throw new DataException(`The Avro schema names a type ${text} that is not defined`);
}

function parseRecord(attributes: Attributes, namespace: string, names: Map<string, AvroNode>): AvroNode {
  const name = nameOf(attributes, namespace);
  const fields: AvroField[] = [];
  const node: AvroNode = { type: 'record', attributes, name, fields };
  names.set(name, node);
  if (!Array.isArray(attributes.fields)) throw new DataException(`The Avro record ${name} has no fields`);
  for (const field of attributes.fields as Attributes[]) {
    if (typeof field?.name !== 'string')
      throw new DataException(`A field of the Avro record ${name} has no name`);
    fields.push({
      name: field.name,
      node: parseNode(field.type, namespaceOf(name), names),
      doc: typeof field.doc === 'string' ? field.doc : undefined,
      hasDefault: 'default' in field,
      defaultValue: field.default,
    });
  }
  return node;
}

function parseEnumOrFixed(attributes: Attributes, namespace: string, names: Map<string, AvroNode>): AvroNode {
  const name = nameOf(attributes, namespace);
  const common = { attributes, name };
  const node: AvroNode =
    attributes.type === 'enum'
      ? { type: 'enum', ...common, symbols: (attributes.symbols as string[] | undefined) ?? [] }
      : { type: 'fixed', ...common };
  names.set(name, node);
  return node;
}

function nameOf({ name, namespace: own, type }: Attributes, namespace: string): string {
  if (typeof name !== 'string')
    throw new DataException(`The Avro schema has a ${String(type)} without a name`);
  return qualify(name, typeof own === 'string' ? own : namespace);
}

function qualify(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
}

function namespaceOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

function invalid(json: unknown): DataException {
  return new DataException(`No Avro schema: ${json === undefined ? 'nothing' : stringifyExactJson(json)}`);
}
