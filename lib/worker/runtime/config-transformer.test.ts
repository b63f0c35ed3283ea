// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to config providers look like that
import { expect, it } from 'vitest';
import { ConfigDef } from '../api/config-def.ts';
import { ConfigException } from '../api/exceptions.ts';
import { ConfigTransformer } from './config-transformer.ts';

const SECRET = 'a "quoted" secret\nof two lines';
const VALUES: Readonly<Record<string, string>> = {
  secret: SECRET,
  word: 'plainword',
  n: '7',
  nested: '${file:/p:word}',
};

/** Answers keys of VALUES at any path. */
const provider = {
  config: () => new ConfigDef(),
  configure: () => undefined,
  get: (path: string, key: string) => {
    if (key === 'where') return `at ${path}`;
    if (key === 'bug') throw new Error(`broken near ${SECRET}`);
    const value = VALUES[key];
    if (value === undefined) throw new ConfigException(`no key ${key}`);
    return value;
  },
};
const transformer = new ConfigTransformer(new Map([['file', provider]]));
const resolveText = (text: string) => transformer.resolve({ option: text }).config.option;

it.each([
  ['${file:/p:word}', 'plainword'],
  ['${file:word}', 'plainword'],
  ['jdbc:${file:/p:word}:${file:/p:n}!', 'jdbc:plainword:7!'],
  ['${file:/a/b:where}', 'at /a/b'],
  ['${file:where}', 'at '],
  ['${nobody:/p:word}', '${nobody:/p:word}'],
  ['${nobody:word} ${file:word}', '${nobody:word} plainword'],
  ['${word}', '${word}'],
  ['${word} ${file:word}', '${word} plainword'],
  ['${file:word', '${file:word'],
  ['${a ${file:/p:word}', '${a ${file:/p:word}'],
  ['${file:/p:nested}', '${file:/p:word}'],
  ['$file:word} and {file:word}', '$file:word} and {file:word}'],
])('makes %j to %j', (text, expected) => {
  expect(resolveText(text)).toBe(expected);
});

it('looks references up in linear time', () => {
  const text = '${'.repeat(500_000);
  expect(resolveText(text)).toBe(text);
  expect(resolveText(`${text}:`)).toBe(`${text}:`);
  expect(resolveText(`:${text}}`)).toBe(`:${text}}`);
});

it('names option and reference of what cannot be resolved, and nothing of what a provider says by mistake', () => {
  const { config, failures } = transformer.resolve({
    a: '${file:/p:none}',
    b: '${file:/p:bug}',
    c: '${file:word}',
  });
  expect(Object.fromEntries(failures)).toEqual({
    a: 'Invalid value ${file:/p:none} for configuration a: no key none',
    b: 'Invalid value ${file:/p:bug} for configuration b: the provider failed',
  });
  expect({ ...config }).toEqual({ a: '${file:/p:none}', b: '${file:/p:bug}', c: 'plainword' });
  expect(() => transformer.require({ a: '${file:/p:none}' })).toThrow(
    /^Invalid value \$\{file:\/p:none\} for/,
  );
});

it('leaves name and class as they are', () => {
  const given = { name: '${file:word}', 'connector.class': '${file:word}' };
  expect({ ...transformer.resolve(given).config }).toEqual(given);
});

it('puts references back into texts, whichever way the value was printed', () => {
  const { redaction } = transformer.resolve({ password: '${file:/p:secret}' });
  const printed = [
    SECRET,
    JSON.stringify({ SECRET }),
    JSON.stringify(JSON.stringify(SECRET)),
    encodeURIComponent(SECRET),
  ];
  for (const text of printed) {
    expect(redaction.text(`before ${text} after`)).toContain('${file:/p:secret}');
    expect(redaction.text(text)).not.toMatch(/quoted|two/);
  }
});

it('puts references back into errors with their causes, and into data', () => {
  const { redaction } = transformer.resolve({ word: '${file:word}' });
  const error = redaction.error(new Error('no plainword', { cause: new TypeError('plainword') })) as Error;
  expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('plainword');
  expect(error.message).toBe('no ${file:word}');
  expect(redaction.error('plainword')).toBe('${file:word}');
  expect(redaction.deep({ list: ['plainword', 1, null], deep: { text: 'a plainword' } })).toEqual({
    list: ['${file:word}', 1, null],
    deep: { text: 'a ${file:word}' },
  });
});

it('gives task configs their references again, also under other names and inside of other text', () => {
  const given = { topic: 't', size: '${file:n}', url: 'http://${file:word}@host', key: '${file:/p:secret}' };
  const { config, references, redaction } = transformer.resolve(given);
  const task = { ...config, 'task.key': config.key ?? '', header: `Bearer ${config.key}`, count: '7' };
  const restored = redaction.restore(task, references);
  expect({ ...restored }).toEqual({
    ...given,
    'task.key': '${file:/p:secret}',
    header: 'Bearer ${file:/p:secret}',
    count: '7',
  });
  expect({ ...transformer.resolve(restored).config }).toEqual(task);
});
