import { expect, it } from 'vitest';
import { aRecord, configured } from '../../testing/transforms.ts';
import type { Schema } from '../api/schema.ts';

it('wraps data without schema into a map, null too', () => {
  const hoist = configured('HoistField$Key', { field: 'magic' });
  expect(hoist.apply(aRecord({ key: 42 }))).toMatchObject({ keySchema: null, key: { magic: 42 } });
  expect(hoist.apply(aRecord())?.key).toEqual({ magic: null });
});

it('wraps data with a schema into a Struct, whose schema is made once', () => {
  const valueSchema: Schema = { type: 'INT32', optional: false };
  const hoist = configured('HoistField$Value', { field: 'magic' });
  const [first, second] = [1, 2].map((value) => hoist.apply(aRecord({ valueSchema, value })));
  expect(String(first?.value)).toBe('Struct{magic=1}');
  expect(first?.valueSchema).toBe(second?.valueSchema);
  expect(first?.valueSchema?.fields?.[0]).toMatchObject({ name: 'magic', schema: valueSchema });
});

it('wraps a null whose schema allows it, and no other', () => {
  const hoist = configured('HoistField$Value', { field: 'magic' });
  const optional = hoist.apply(aRecord({ valueSchema: { type: 'INT32', optional: true } }));
  expect(String(optional?.value)).toBe('Struct{}');
  expect(() => hoist.apply(aRecord({ valueSchema: { type: 'INT32', optional: false } }))).toThrow(
    'Invalid value: null used for required field: "magic", schema type: INT32',
  );
});
