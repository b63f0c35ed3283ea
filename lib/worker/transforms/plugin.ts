import type { TransformationPlugin } from '../api/plugin.ts';
import type { Schema } from '../api/schema.ts';
import type { ConnectRecord, Transformation } from '../api/transformation.ts';

/** Which half of a record a transformation works on. */
export type Side = 'key' | 'value';

const PACKAGE = 'org.apache.kafka.connect.transforms';
/** The version every built-in plugin reports: that of the Kafka release we imitate. */
const VERSION = '4.3.1';

/** Describes a transformation under its Java class name. */
export function transformation(name: string, create: () => Transformation): TransformationPlugin {
  return { type: 'transformation', className: `${PACKAGE}.${name}`, version: VERSION, create };
}

/** Describes the `$Key` and `$Value` classes of a transformation. */
export function keyAndValue(name: string, create: (side: Side) => Transformation): TransformationPlugin[] {
  return [
    transformation(`${name}$Key`, () => create('key')),
    transformation(`${name}$Value`, () => create('value')),
  ];
}

/** The schema of the side. */
export function schemaOf(record: ConnectRecord, side: Side): Schema | null {
  return side === 'key' ? record.keySchema : record.valueSchema;
}

/** The data of the side; null when there is none. */
export function dataOf(record: ConnectRecord, side: Side): unknown {
  return (side === 'key' ? record.key : record.value) ?? null;
}

/** Copies the record with another schema and value on the side. */
export function withValue(
  record: ConnectRecord,
  side: Side,
  schema: Schema | null,
  value: unknown,
): ConnectRecord {
  return side === 'key'
    ? { ...record, keySchema: schema, key: value }
    : { ...record, valueSchema: schema, value };
}
