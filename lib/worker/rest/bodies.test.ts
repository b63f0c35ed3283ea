import { expect, it } from 'vitest';
import { parseConfigBody, parseCreateRequest, parseOffsetsBody } from './bodies.ts';

it('turns numbers and booleans of a config into the text they were written as', () => {
  const config = parseConfigBody(
    '{"a":1,"b":1.50,"c":true,"d":null,"e":12345678901234567890,"__proto__":"x"}',
  );
  expect(Object.entries(config)).toEqual([
    ['a', '1'],
    ['b', '1.50'],
    ['c', 'true'],
    ['d', null],
    ['e', '12345678901234567890'],
    ['__proto__', 'x'],
  ]);
});

it('trims the name of a create request and reads the initial state in any case', () => {
  const request = parseCreateRequest('{"name":" n ","config":{},"initial_state":"Stopped"}');
  expect(request).toMatchObject({ name: 'n', initialState: 'STOPPED' });
  expect(parseCreateRequest('{"config":{}}')).toMatchObject({ name: '', initialState: undefined });
});

it.each([
  ['', /no body/],
  ['{', /not valid JSON/],
  ['[]', /must be a JSON object/],
  ['null', /must be a JSON object/],
  ['{"name":"x"}', /no "config"/],
  ['{"config":{"a":{}}}', /value of "a" must be text/],
  ['{"config":{},"foo":1}', /Unrecognized field "foo"/],
  ['{"config":{},"initial_state":"SLEEPING"}', /must be one of RUNNING, PAUSED, STOPPED/],
])('refuses the create request %s in plain words', (text, message) => {
  expect(() => parseCreateRequest(text)).toThrow(message);
});

it('keeps the digits of large offsets, and asks for offsets when there are none', () => {
  const [change] = parseOffsetsBody('{"offsets":[{"partition":{"p":1},"offset":{"o":9007199254740993}}]}');
  expect(change?.offset?.o === 9007199254740993n).toBe(true);
  expect(() => parseOffsetsBody('{"offsets":[]}')).toThrow(/need to be provided/);
  expect(() => parseOffsetsBody('{"offset":[]}')).toThrow(/Unrecognized field "offset"/);
});
