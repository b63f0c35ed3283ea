import { expect, it } from 'vitest';
import { aRecord, configured, messagesOf } from '../../testing/transforms.ts';
import { FieldPath } from './field-path.ts';

it('puts a member in the place of its map; an absent one and a null map are null', () => {
  const extract = configured('ExtractField$Value', { field: 'magic' });
  expect(extract.apply(aRecord({ value: { magic: 42 } }))?.value).toBe(42);
  expect(extract.apply(aRecord({ value: {} }))?.value).toBeNull();
  expect(extract.apply(aRecord())?.value).toBeNull();
});

it('finds nothing that only the prototype has', () => {
  const extract = configured('ExtractField$Value', { field: 'constructor' });
  expect(extract.apply(aRecord({ value: {} }))?.value).toBeNull();
});

it('reaches nested members with V2 and takes dots as part of a name with V1', () => {
  const value = { a: { b: 1 }, 'a.b': 2 };
  const field = 'a.b';
  expect(configured('ExtractField$Value', { field }).apply(aRecord({ value }))?.value).toBe(2);
  const nested = configured('ExtractField$Value', { field, 'field.syntax.version': 'V2' });
  expect(nested.apply(aRecord({ value }))?.value).toBe(1);
  expect(nested.apply(aRecord({ value: { a: null } }))?.value).toBeNull();
  expect(() => nested.apply(aRecord({ value: { a: 'text' } }))).toThrow(
    'Only Map objects supported in absence of schema for [nested field access], found: java.lang.String',
  );
});

it('fails on a field the schema does not have, even for null', () => {
  const valueSchema = { type: 'STRUCT', optional: true, fields: [] } as const;
  expect(() => configured('ExtractField$Value', { field: 'x' }).apply(aRecord({ valueSchema }))).toThrow(
    'Unknown field: x',
  );
});

it('fails on data that is no map', () => {
  expect(() => configured('ExtractField$Key', { field: 'x' }).apply(aRecord({ key: 5 }))).toThrow(
    'Only Map objects supported in absence of schema for [field extraction], found: java.lang.Long',
  );
});

it.each<[string, string[]]>([
  ['foo.bar.baz', ['foo', 'bar', 'baz']],
  ['..', ['', '', '']],
  ['a.', ['a', '']],
  ['`foo.bar`.baz', ['foo.bar', 'baz']],
  ['foo.`bar.baz`', ['foo', 'bar.baz']],
  ['`foo`bar`.baz', ['foo`bar', 'baz']],
  ['`foo.\\`.bar`.baz', ['foo.`.bar', 'baz']],
  ['foo`.bar', ['foo`', 'bar']],
])('reads the path %s as %j', (path, steps) => {
  expect(FieldPath.nested(path).steps).toEqual(steps);
});

it.each(['`foo.bar', '`foo.bar\\`', '`'])('refuses the path %s, whose backtick has no pair', (path) => {
  expect(() => FieldPath.nested(path)).toThrow(
    `Incomplete backtick pair in path: [${path}], consider adding a backslash before backtick at position 0 to escape it`,
  );
});

it('knows two versions of the syntax', () => {
  expect(messagesOf('ExtractField$Value', { field: 'x', 'field.syntax.version': 'v3' })).toEqual({
    'field.syntax.version': [
      'Invalid value v3 for configuration field.syntax.version: String must be one of (case insensitive): V1, V2',
    ],
  });
});
