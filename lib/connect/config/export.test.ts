import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXPORT_FORMATS, exportConfig, toProperties } from './export.ts';
import { parsePasted } from './paste.ts';

const key = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.constantFrom('a b', '=:#! ', '__proto__', '\\', "it's", '#x', '!x'),
);
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' lead',
    'trail ',
    'a\\',
    'x\ny\r\nz',
    "'; rm -rf / #",
    '$(reboot)`x`$HOME',
    '\u2028\u0085\ufeff',
    '~',
    'null',
    '1_0',
    '- a',
    'yes',
    ['$', '{file:/s:k}'].join(''),
  ),
);
const config = fc.array(fc.tuple(key, value), { maxLength: 8 }).map((entries) => {
  const own = new Map(entries.filter(([one]) => one !== 'name'));
  return [
    ['name', 'orders'] as const,
    ['connector.class', 'X'] as const,
    ...[...own].filter(([one]) => one !== 'connector.class'),
  ];
});
const entriesOf = (pairs: readonly (readonly [string, string | null])[]) =>
  pairs.map(([one, text]) => ({ key: one, value: text, masked: false }));

describe.each(EXPORT_FORMATS)('an export as %s', (format) => {
  test('is read back to the same options, whatever is in them', () => {
    fc.assert(
      fc.property(config, (pairs) => {
        const text = exportConfig(format, { name: 'orders', entries: entriesOf(pairs) });
        const pasted = parsePasted(text);
        if (!pasted.ok) throw new Error(`${pasted.message}\n${text}`);
        expect(Object.entries(pasted.config).sort()).toEqual([...pairs].sort());
        expect(pasted.name).toBe('orders');
      }),
      { numRuns: 500 },
    );
  });

  test('has the place of a secret for its value, shows a reference, and tells null from empty', () => {
    const reference = ['$', '{file:/s:k}'].join('');
    const entries = [
      { key: 'connector.class', value: 'X', masked: false },
      { key: 'db.password', value: null, masked: true },
      { key: 'api.token', value: reference, masked: false },
      { key: 'none', value: null, masked: false },
      { key: 'empty', value: '', masked: false },
    ];
    const pasted = parsePasted(exportConfig(format, { name: 'orders', entries }));
    expect(pasted).toMatchObject({
      ok: true,
      places: ['db.password'],
      config: { 'api.token': reference, empty: '' },
    });
    // Properties know no null.
    expect(pasted.ok && pasted.config.none).toBe(format === 'properties' ? undefined : null);
  });
});

test('properties keep their order and, in ASCII, hold no other character', () => {
  const text = toProperties(
    [
      ['b', 'ä€😀'],
      ['a', 'x'],
      ['none', null],
    ],
    true,
  );
  expect(text).toBe('b=\\u00e4\\u20ac\\ud83d\\ude00\na=x\n# none=null\n');
  expect(toProperties([['b', 'ä€😀']], false)).toBe('b=ä€😀\n');
});

test('the cURL command is one command to sh, and what it sends is exactly the config', () => {
  const nasty = { name: 'a/b $(x)', 'connector.class': 'X', file: '\'; touch /tmp/never #\n`x` $HOME \\ "' };
  const text = exportConfig('curl', { name: nasty.name, entries: entriesOf(Object.entries(nasty)) });
  const script = `CONNECT_URL=http://h:8083; curl() { for one in "$@"; do printf '%s\\0' "$one"; done; }\n${text}`;
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const words = stdout.split('\0');
  expect(words.slice(0, 3)).toEqual(['-X', 'PUT', 'http://h:8083/connectors/a%2Fb%20%24(x)/config']);
  expect(JSON.parse(words[6] ?? '')).toEqual(nasty);
  expect(words).toHaveLength(8);
});

test('a name that Kubernetes does not take is made one, and the manifest says so', () => {
  const text = exportConfig('yaml', {
    name: 'Orders / EU',
    entries: entriesOf([
      ['tasks.max', '2'],
      ['connector.class', 'X'],
    ]),
  });
  expect(text).toContain('# "Orders / EU" is no name that Kubernetes takes\n  name: "orders-eu"');
  expect(text).toContain('  tasksMax: 2\n  config: {}');
});
