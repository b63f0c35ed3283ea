import { expect, test } from 'vitest';
import type { FormField } from './form-model.ts';
import { withoutMissing } from './missing.ts';

const field = (key: string, more: Partial<FormField>) =>
  ({ key, required: true, kept: false, ...more }) as FormField;

test('what is only missing is no error, what is wrong stays one', () => {
  const fields = [
    field('missing', { value: undefined, errors: ['Missing required configuration "missing"'] }),
    field('wrong', { value: 'x', errors: ['Invalid value x'] }),
    field('kept', { value: undefined, kept: true, errors: ['cannot connect'] }),
    field('optional', { value: undefined, required: false, errors: ['one of two'] }),
  ];
  const { groups } = withoutMissing({
    groups: [{ name: 'g', fields, errorCount: 4 }],
    errorCount: 4,
    hiddenErrors: [],
  });
  expect(groups[0]?.errorCount).toBe(3);
  expect(groups[0]?.fields.filter(({ errors }) => errors.length > 0).map(({ key }) => key)).toEqual([
    'wrong',
    'kept',
    'optional',
  ]);
});
