import { expect, it } from 'vitest';
import { aRecord, configured } from '../../testing/transforms.ts';
import { buildFields, type Schema } from '../api/schema.ts';
import { Struct } from '../api/struct.ts';

const struct = (fields: Record<string, Schema>, more: Partial<Schema> = {}): Schema => ({
  type: 'STRUCT',
  optional: false,
  fields: buildFields(Object.entries(fields).map(([name, schema]) => ({ name, schema }))),
  ...more,
});
const INT: Schema = { type: 'INT32', optional: false };

it('joins the names of nested members; arrays, null and empty maps', () => {
  const value = { a: 1, b: { c: 2, d: { e: [{ f: 3 }] } }, g: null, h: {} };
  expect(configured('Flatten$Value', {}).apply(aRecord({ value }))?.value).toEqual({
    a: 1,
    'b.c': 2,
    'b.d.e': [{ f: 3 }],
    g: null,
  });
});

it('flattens Structs, whose fields are optional when one around them is', () => {
  const schema = struct({ a: INT, in: struct({ b: INT, deep: struct({ c: INT }) }, { optional: true }) });
  const flatten = configured('Flatten$Key', { delimiter: '#' });
  const inner = schema.fields?.[1]?.schema ?? INT;
  const deep = inner.fields?.[1]?.schema ?? INT;
  const key = new Struct(schema)
    .put('a', 1)
    .put('in', new Struct(inner).put('b', 2).put('deep', new Struct(deep).put('c', 3)));
  const record = flatten.apply(aRecord({ keySchema: schema, key }));
  expect(String(record?.key)).toBe('Struct{a=1,in#b=2,in#deep#c=3}');
  expect(record?.keySchema?.fields?.map((field) => field.schema.optional)).toEqual([false, true, true]);
  const without = flatten.apply(aRecord({ keySchema: schema, key: new Struct(schema).put('a', 1) }));
  expect(String(without?.key)).toBe('Struct{a=1}');
});

it('takes over the default of a Struct for its fields', () => {
  const inner = struct({ b: INT });
  const schema = struct({ in: { ...inner, defaultValue: new Struct(inner).put('b', 7) } });
  const record = configured('Flatten$Value', {}).apply(
    aRecord({ valueSchema: schema, value: new Struct(schema) }),
  );
  expect(record?.valueSchema?.fields?.[0]).toMatchObject({ name: 'in.b', schema: { defaultValue: 7 } });
  expect(String(record?.value)).toBe('Struct{in.b=7}');
});

it('passes null through untouched', () => {
  const record = aRecord({ valueSchema: struct({ a: INT }) });
  expect(configured('Flatten$Value', {}).apply(record)).toBe(record);
});

it('refuses maps under a schema, and what data without one cannot hold', () => {
  const map: Schema = { type: 'MAP', optional: false, keySchema: INT, valueSchema: INT };
  const schema = struct({ a: map });
  const flatten = configured('Flatten$Value', {});
  expect(() => flatten.apply(aRecord({ valueSchema: schema, value: new Struct(schema) }))).toThrow(
    'Flatten transformation does not support MAP for record with schemas (for field a).',
  );
  expect(() => flatten.apply(aRecord({ value: { a: new Date(0) } }))).toThrow(
    "Flatten transformation was passed a value of type class java.util.Date which is not supported by Connect's data API",
  );
  expect(() => flatten.apply(aRecord({ value: { a: new Struct(struct({})) } }))).toThrow(
    'Flatten transformation does not support class org.apache.kafka.connect.data.Struct for record without schemas (for field a).',
  );
});
