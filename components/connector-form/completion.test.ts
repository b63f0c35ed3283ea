import { describe, expect, test } from 'vitest';
import { buildFormModel } from '../../lib/connect/config/form-model.ts';
import { completionsAt } from './completion.ts';

const definition = (name: string, type: string) => ({
  name,
  type,
  required: name === 'file',
  importance: 'HIGH',
  documentation: `what ${name} is`,
  default_value: name === 'mode' ? 'a' : null,
});
const model = buildFormModel(
  {
    name: 'X',
    error_count: 0,
    groups: [],
    configs: [
      { definition: definition('file', 'STRING'), value: { name: 'file' } },
      { definition: definition('mode', 'STRING'), value: { name: 'mode', recommended_values: ['a', 'b'] } },
      { definition: definition('flag', 'BOOLEAN'), value: { name: 'flag' } },
    ],
  },
  { set: { own: '1' }, keep: [] },
);
const fields = model.groups.flatMap((group) => group.fields);
const labels = (format: 'json' | 'properties', before: string) =>
  completionsAt(format, before, fields)?.options.map(({ label }) => label);

describe('completion', () => {
  test.each([
    ['json', '  "fi', ['file', 'mode', 'flag']],
    ['json', '{"', ['file', 'mode', 'flag']],
    ['json', '  "file": "x", "mo', ['file', 'mode', 'flag']],
    ['json', '  "mode": "', ['a', 'b']],
    ['json', '  "flag": "t', ['true', 'false']],
    ['json', '  "file": "', undefined],
    ['json', '  "file": ', undefined],
    ['properties', 'fi', ['file', 'mode', 'flag']],
    ['properties', 'mode=', ['a', 'b']],
    ['properties', '# fi', undefined],
  ] as const)('in %s after %j', (format, before, expected) => {
    expect(labels(format, before)).toEqual(expected);
  });

  test('tells what is required, the documentation and the default', () => {
    const options = completionsAt('json', '"', fields)?.options ?? [];
    expect(options[0]).toEqual({ label: 'file', detail: 'required', info: 'what file is' });
    expect(options[1]?.info).toBe('what mode is\n\nDefault: a');
  });
});
