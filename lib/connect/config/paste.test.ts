import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePasted } from './paste.ts';

describe('parsePasted', () => {
  it('reads a plain map and turns numbers and booleans into text', () => {
    const pasted = parsePasted('{"tasks.max": 2, "flag": true, "file": "a", "none": null}');
    expect(pasted).toMatchObject({
      ok: true,
      config: { 'tasks.max': '2', flag: 'true', file: 'a', none: null },
    });
  });

  it('reads a create request and takes its name', () => {
    const pasted = parsePasted('{"name":"orders","config":{"connector.class":"FileStreamSource"}}');
    expect(pasted).toMatchObject({
      ok: true,
      name: 'orders',
      config: { name: 'orders', 'connector.class': 'FileStreamSource' },
    });
  });

  it('reads properties with comments and both separators', () => {
    const pasted = parsePasted('# demo\nname=orders\nfile: /tmp/a=b\n');
    expect(pasted).toMatchObject({ ok: true, config: { name: 'orders', file: '/tmp/a=b' } });
  });

  it('names the key of a nested value and the line that is no property', () => {
    expect(parsePasted('{"a":{"b":1}}')).toEqual({ ok: false, message: expect.stringContaining('"a"') });
    expect(parsePasted('name=x\nnonsense')).toEqual({
      ok: false,
      message: expect.stringContaining('Line 2'),
    });
  });

  it('keeps every key of any JSON map of texts, also __proto__', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (config) => {
        const pasted = parsePasted(JSON.stringify(config));
        if (!pasted.ok) throw new Error(pasted.message);
        expect(Object.entries(pasted.config).sort()).toEqual(Object.entries(config).sort());
      }),
    );
    expect(Object.keys((parsePasted('{"__proto__":"x"}') as { config: object }).config)).toEqual([
      '__proto__',
    ]);
  });
});
