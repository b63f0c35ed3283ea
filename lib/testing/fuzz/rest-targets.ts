import fc from 'fast-check';
import { createLogger } from '../../base/logger.ts';
import { LocalValidator } from '../../worker/herder/validation/validator.ts';
import { BUILT_IN_PLUGINS } from '../../worker/plugins/built-in.ts';
import { BUILT_IN_TRANSFORMS } from '../../worker/plugins/built-in-transforms.ts';
import { PluginRegistry } from '../../worker/plugins/plugin-registry.ts';
import { parseConfigBody, parseCreateRequest, parseOffsetsBody } from '../../worker/rest/bodies.ts';
import { toErrorResponse } from '../../worker/rest/exception-mapper.ts';
import { route } from '../../worker/rest/http.ts';
import { Router } from '../../worker/rest/router.ts';
import { type FuzzTarget, target } from './fuzz-target.ts';

const quiet = createLogger('fuzz', { write: () => undefined });

/** What is wrong with a request is answered by a status below 500. */
function isRefused(error: unknown): boolean {
  return toErrorResponse(error, quiet).status < 500;
}

function answers(handle: () => unknown): void {
  try {
    handle();
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
}

const word = fc.constantFrom(
  'name',
  'config',
  'initial_state',
  'offsets',
  'partition',
  'offset',
  '__proto__',
  'x',
);
const { body } = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.string(),
      fc.double(),
      fc.bigInt().map(String),
      fc.constantFrom(null, true, 'STOPPED', Number.POSITIVE_INFINITY),
    ),
    fc.array(tie('body'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(word, fc.string({ maxLength: 4 })), tie('body'), { maxKeys: 4 }),
  ),
}));
const text = fc.oneof(
  body.map((data) => JSON.stringify(data)),
  fc.string(),
  fc.json({ maxDepth: 2 }),
);

const plugins = new PluginRegistry(
  [...BUILT_IN_PLUGINS, ...BUILT_IN_TRANSFORMS].map((plugin) => ({ plugin, moduleUrl: undefined })),
);
const CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';
const validator = new LocalValidator({
  plugins,
  workerConfig: { 'key.converter': CONVERTER, 'value.converter': CONVERTER },
  onStage: () => undefined,
});
const classes = plugins.list().map(({ className }) => className);
const option = fc.oneof(
  fc.constantFrom(
    ...[
      'name',
      'tasks.max',
      'topics',
      'topics.regex',
      'topic',
      'file',
      'transforms',
      'transforms.a.type',
      'predicates',
    ],
    ...[
      'transforms.a.predicate',
      'predicates.p.type',
      'key.converter',
      'value.converter',
      'header.converter',
    ],
    ...[
      'errors.tolerance',
      'topic.creation.groups',
      'topic.creation.g.include',
      'consumer.override.max.poll.records',
    ],
    ...[
      'transforms.a.field',
      'transforms.a.spec',
      'config.action.reload',
      'batch.size',
      '__proto__',
      'constructor',
    ],
  ),
  fc.string({ maxLength: 6 }),
);
const value = fc.oneof(
  fc.string({ maxLength: 10 }),
  fc.constantFrom(
    'a',
    'a,a',
    'p',
    'g',
    '1',
    '-1',
    '99999999999',
    'true',
    '(',
    '.*',
    '',
    ' ',
    ',',
    ...classes,
  ),
  fc.constant(null),
);
const connectors = plugins.connectors().map(({ className }) => className);

/** What clients send, without HTTP. */
export const REST_TARGETS: readonly FuzzTarget[] = [
  target('every body is read or refused below 500', [text], (sent) => {
    for (const parse of [parseCreateRequest, parseConfigBody, parseOffsetsBody]) answers(() => parse(sent));
  }),
  target(
    'every path and method leads somewhere or is refused below 500',
    [
      fc.constantFrom('GET', 'PUT', 'HEAD', 'OPTIONS', 'PATCH', 'BREW'),
      fc.array(pathPart(), { maxLength: 6 }),
    ],
    (method, parts) => {
      const router = new Router([
        route('GET', '/connectors/:connector/tasks/:task/status', () => ({ status: 200 })),
        route('PUT', '/connectors/:connector/config', () => ({ status: 200 })),
      ]);
      answers(() => router.match(method, `/${parts.join('/')}`));
    },
  ),
  {
    name: 'every config is validated or refused below 500',
    check: async (runs, seed) => {
      const config = fc.tuple(fc.constantFrom(...connectors), fc.dictionary(option, value, { maxKeys: 8 }));
      const property = fc.asyncProperty(config, async ([name, options]) => {
        const given = Object.assign(Object.create(null), options, { 'connector.class': name });
        await validator.validate(given).catch((error: unknown) => {
          if (!isRefused(error)) throw error;
        });
      });
      // A config costs a hundred times as much as the other inputs.
      await fc.assert(property, { numRuns: Math.ceil(runs / 20), seed });
    },
  },
];

function pathPart(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(
      'connectors',
      'tasks',
      'status',
      'config',
      '',
      '.',
      '..',
      '%2F',
      '%',
      '%zz',
      '%00',
      ';a=b',
    ),
    fc.string({ maxLength: 6 }),
    fc.string({ maxLength: 6 }).map((name) => encodeURIComponent(name.toWellFormed())),
  );
}
