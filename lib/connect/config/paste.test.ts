import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parsePasted } from './paste.ts';

const REFERENCE = ['$', '{file:/s:k}'].join('');
const problem = (text: string) => {
  const pasted = parsePasted(text);
  if (pasted.ok) throw new Error('was read');
  return pasted.message;
};

describe('parsePasted', () => {
  it('reads a plain map and turns numbers and booleans into text, as they are written', () => {
    const pasted = parsePasted('{"tasks.max": 2, "flag": true, "file": "a", "none": null, "x": 1.50}');
    expect(pasted).toMatchObject({
      ok: true,
      format: 'JSON',
      config: { 'tasks.max': '2', flag: 'true', file: 'a', none: null, x: '1.50' },
    });
  });

  it('reads a create request, also as a list of one, and takes its name and state', () => {
    const request = '{"name":"orders","config":{"connector.class":"X"},"initial_state":"STOPPED"}';
    for (const text of [request, `[${request}]`]) {
      expect(parsePasted(text)).toMatchObject({
        ok: true,
        name: 'orders',
        state: 'STOPPED',
        config: { name: 'orders', 'connector.class': 'X' },
      });
    }
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

  it('agrees with JSON.parse on what is JSON', () => {
    const near = fc.stringMatching(/^[{[]("a"|1|,|:|\{|\}|\[|\]|"|\\|true| |-|0|\.){0,12}$/);
    fc.assert(
      fc.property(near, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const message = parsePasted(text).ok ? '' : problem(text);
        const isOurs = /nested|paste one|there twice|JSON object/.test(message);
        expect(message === '' || isOurs, `${text}: ${message}`).toBe(isJson || /there twice/.test(message));
      }),
      { numRuns: 3_000 },
    );
  });

  it('takes the place of a secret for no value', () => {
    const pasted = parsePasted('{"name":"a","db.password":"<secret: db.password>","b":"<secret: c>"}');
    expect(pasted).toMatchObject({ places: ['db.password'], config: { name: 'a', b: '<secret: c>' } });
    expect(pasted.ok && Object.hasOwn(pasted.config, 'db.password')).toBe(false);
  });

  it('tells each key’s line', () => {
    const pasted = parsePasted('{\n  "a": "1",\n  "b":\n "2"}');
    expect(pasted.ok && [...pasted.lines]).toEqual([
      ['a', 2],
      ['b', 3],
    ]);
  });
});

describe('what is wrong is said with line and column', () => {
  test.each([
    ['{\n  "a": "1",\n}', 'Line 2, column 11: JSON allows no comma before "}": take it out.'],
    ['{\n  // mine\n  "a": 1}', 'Line 2, column 3: JSON knows no comments: take this one out.'],
    ['{"a": 1 /* x */}', 'Line 1, column 9: JSON knows no comments: take this one out.'],
    ['// head\n{"a": 1}', 'Line 1, column 1: JSON knows no comments: take this one out.'],
    ["{'a': 1}", 'Line 1, column 2: JSON takes double quotes only: write " for \'.'],
    ['{a: 1}', 'Line 1, column 2: A key must be in double quotes: "a".'],
    ['{"a": yes}', 'Line 1, column 7: A value must be in double quotes: "yes".'],
    ['{"a": "1"\n "b": "2"}', 'Line 2, column 2: A "," or "}" is missing here.'],
    ['{"a": "1"', 'Line 1, column 10: A "," or "}" is missing here.'],
    ['{"a": "1', 'Line 1, column 7: This text in quotes does not end on its line.'],
    ['{"a": 1,\n"a": 2}', 'Line 2, column 1: The key "a" is there twice.'],
    ['{"a":{"b":1}}', 'Line 1, column 2: "a" holds a nested value: Connect options are plain text.'],
    ['{"a": 1} x', 'Line 1, column 10: There is more text after the end of the JSON.'],
    ['[{"a":1},{"b":1}]', 'Line 1, column 1: This list holds 2 configs: paste one.'],
    ['name=x\nnonsense', 'Line 2, column 1: This line is neither a comment nor key=value.'],
    ['name=x\n\nname=y', 'Line 3, column 1: The key "name" is there twice.'],
    ['a=\\u12', 'Line 1, column 3: A "\\u" needs four hexadecimal digits; a plain "\\" is written "\\\\".'],
    [
      'curl -X PUT -d @c.json http://h/connectors/a/config',
      'sends the file c.json: paste its content instead.',
    ],
    ['curl http://h/connectors', 'This cURL command sends no data (-d or --data).'],
    ['curl -d \'{"a": 1,\n}\' http://h/connectors/a/config', 'Line 1, column 17: JSON allows no comma'],
    ['curl -d \'{"a": 1}', "This ' has no end."],
    ['apiVersion: v1\nkind: Secret\n', 'This is a manifest of kind Secret, not of a KafkaConnector.'],
    ['kind: KafkaConnector\nspec:\n  config: {a: [1]}', 'Line 3, column 12: "a" holds a nested value'],
    ['kind: KafkaConnector\nspec:\n\tconfig: x', 'This is not YAML'],
    [
      'kind: KafkaConnector\nspec:\n  class: X\n---\nkind: KafkaConnector\nspec: {}',
      'Line 5, column 1: This holds 2 connectors',
    ],
    ['', 'Nothing to read.'],
  ])('%j', (text, message) => {
    expect(problem(text)).toContain(message);
  });
});

describe('properties', () => {
  it('are read as Java reads them: separators, escapes, unicode, lines that go on', () => {
    const text = [
      '# demo',
      '! too',
      'name = orders',
      'file: /tmp/a=b',
      'a\\ key\\:x=1',
      'long=one,\\',
      '    two,\\',
      '\tthree',
      'uni=\\u00e4\\u20ac ü',
      'back=c:\\\\dir\\\\',
      `ref=${REFERENCE}`,
      'empty=',
      'spaced=  x  ',
      'blank value = with spaces',
    ].join('\r\n');
    expect(parsePasted(text)).toMatchObject({
      ok: true,
      format: 'properties',
      config: {
        name: 'orders',
        file: '/tmp/a=b',
        'a key:x': '1',
        long: 'one,two,three',
        uni: 'ä€ ü',
        back: 'c:\\dir\\',
        ref: REFERENCE,
        empty: '',
        spaced: 'x  ',
        blank: 'value = with spaces',
      },
    });
  });
});

describe('cURL', () => {
  const config = { 'connector.class': 'X', file: "it's" };
  test.each([
    [
      `curl -s -X PUT -H 'Content-Type: application/json' http://h:8083/connectors/orders/config -d '{"connector.class":"X","file":"it'\\''s"}'`,
    ],
    [
      `$ curl -X PUT \\\n  --url "http://h/connectors/orders/config" \\\n  --data-raw "{\\"connector.class\\":\\"X\\",\\"file\\":\\"it's\\"}"`,
    ],
    [`curl --json='{"connector.class":"X","file":"it\\u0027s"}' http://h/connectors/orders/config`],
    [
      `curl http://h/connectors --data-binary $'{"name":"orders","config":{"connector.class":"X","file":"it\\'s"}}'`,
    ],
    [
      `curl -X PUT http://h/connectors/orders/config -d @- <<'EOF'\n{\n "connector.class": "X",\n "file": "it's"\n}\nEOF\n`,
    ],
    [`curl -XPUT -d'{"connector.class":"X","file":"it\\u0027s"}' http://h/connectors/orders/config | jq`],
  ])('%s', (text) => {
    const pasted = parsePasted(text);
    if (!pasted.ok) throw new Error(pasted.message);
    expect(pasted).toMatchObject({ format: 'cURL', name: 'orders', config: { ...config, name: 'orders' } });
  });
});

describe('a Strimzi manifest', () => {
  it('gives name, class, tasks and options, numbers as they are written', () => {
    const text = `
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnector
metadata:
  name: orders
  labels: {strimzi.io/cluster: my-connect}
spec:
  class: org.apache.kafka.connect.file.FileStreamSourceConnector
  tasksMax: 2
  state: stopped
  config:
    file: "/opt/kafka/LICENSE"   # where
    poll.interval.ms: 1_000
    ratio: 1.50
    flag: true
    db.password: ${REFERENCE}
    nothing: ~
    text: |
      two
      lines
`;
    expect(parsePasted(text)).toMatchObject({
      ok: true,
      format: 'YAML',
      name: 'orders',
      state: 'stopped',
      config: {
        name: 'orders',
        'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
        'tasks.max': '2',
        file: '/opt/kafka/LICENSE',
        'poll.interval.ms': '1_000',
        ratio: '1.50',
        flag: 'true',
        'db.password': REFERENCE,
        nothing: null,
        text: 'two\nlines\n',
      },
    });
  });
});
