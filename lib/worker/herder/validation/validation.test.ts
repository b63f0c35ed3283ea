import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { BUILT_IN_PLUGINS } from '../../plugins/built-in.ts';
import { BUILT_IN_TRANSFORMS } from '../../plugins/built-in-transforms.ts';
import { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { ConfigTransformer } from '../../runtime/config-transformer.ts';
import { ConnectorValidation } from './connector-validation.ts';
import { LocalValidator } from './validator.ts';

const FOLDER = fileURLToPath(new URL('../../../testing/fixtures/connect/4.3.1/', import.meta.url));
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';

interface Fixture {
  readonly request: { readonly body: Record<string, string | null> };
  readonly status: number;
  readonly body: { readonly configs?: readonly unknown[] };
}

interface ListFixture {
  readonly request: { readonly path: string };
  readonly body: unknown;
}

const all = [...BUILT_IN_PLUGINS, ...BUILT_IN_TRANSFORMS];
/** Not from Apache, whose forms recommend every converter there is. */
const isConfluent = ({ className }: { className: string }) => className.startsWith('io.confluent.');
const registryOf = (plugins: typeof all) =>
  new PluginRegistry(plugins.map((plugin) => ({ plugin, moduleUrl: undefined })));
const registry = registryOf(all.filter((plugin) => !isConfluent(plugin)));
const validation = new ConnectorValidation({
  transformer: new ConfigTransformer(new Map()),
  validator: new LocalValidator({
    plugins: registry,
    workerConfig: {
      'group.id': 'fixtures',
      'key.converter': JSON_CONVERTER,
      'value.converter': JSON_CONVERTER,
    },
    onStage: () => undefined,
  }),
});

/** Of client options, transformations and predicates the words are our own. */
const OWN_WORDS = /transform|predicate/;
const LEFT_OUT = /override|group-conflict|scalars/;

const names = readdirSync(FOLDER).filter((name) => name.startsWith('validate-') && !LEFT_OUT.test(name));

it.each(names)('answers %s to the letter as Apache Connect does', async (name) => {
  const { request, status, body } = JSON.parse(readFileSync(FOLDER + name, 'utf8')) as Fixture;
  if (status !== 200 || !body.configs) return;
  const answer = JSON.parse(JSON.stringify(await validation.validate(request.body)));
  const reword = OWN_WORDS.test(name) ? withoutDocumentation : (same: unknown) => same;
  expect(reword(answer)).toEqual(reword(body));
});

const plugins = readdirSync(FOLDER).filter((name) => /^plugin-config-(transform|predicate)/.test(name));

it.each(plugins)('lists the options of %s as Apache Connect does', async (name) => {
  const { request, body } = JSON.parse(readFileSync(FOLDER + name, 'utf8')) as ListFixture;
  const plugin = decodeURIComponent(request.path.split('/')[2] ?? '');
  const answer = JSON.parse(JSON.stringify(await validation.pluginConfig(plugin, undefined)));
  expect(withoutDocumentation(answer)).toEqual(withoutDocumentation(body));
});

it('lists all plugins in Apache’s order, with its own among them', () => {
  const { body } = JSON.parse(readFileSync(`${FOLDER}plugins-all.json`, 'utf8')) as ListFixture;
  const listed = registryOf(all)
    .list()
    .map(({ className, type, version }) => ({ class: className, type, version }));
  const isOwn = (each: { class: string }) =>
    /^sluice\.|^io\.confluent\.|\.tools\.(Mock|Verifiable)/.test(each.class);
  expect(listed.filter((each) => !isOwn(each))).toEqual(body);
  expect(listed.filter(isOwn)).toHaveLength(8);
});

it.each<[string, Record<string, string>, string[]]>([
  ['a version that is not here', { 'transforms.a.plugin.version': '9.9' }, ['type', 'plugin.version']],
  ['a range that holds the version', { 'transforms.a.plugin.version': '[4.0,5.0)' }, []],
])('answers %s', async (_what, more, wrong) => {
  const className = 'org.apache.kafka.connect.transforms.Filter';
  const { configs } = await validation.validate({
    'connector.class': 'FileStreamSource',
    name: 'v',
    topic: 't',
    transforms: 'a',
    'transforms.a.type': className,
    ...more,
  });
  const mismatch = `Plugin ${className} not found that matches the version range [9.9,9.9], available versions: [4.3.1]`;
  const errors = configs.flatMap(({ value }) => (value?.errors.length ? [[value.name, value.errors]] : []));
  expect(errors).toEqual(wrong.map((option) => [`transforms.a.${option}`, [mismatch]]));
});

it('finds no transformation by its alias, as Apache Connect does not', async () => {
  const { configs } = await validation.validate({
    'connector.class': 'FileStreamSource',
    name: 'v',
    topic: 't',
    transforms: 'a,',
    'transforms.a.type': 'Filter',
  });
  expect(configs.flatMap(({ value }) => value?.errors ?? [])).toEqual([
    'Invalid value Filter for configuration transforms.a.type: Class Filter could not be found.',
    'Missing required configuration "transforms..type" which has no default value.',
  ]);
});

function withoutDocumentation(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (key, value: unknown) => (key === 'documentation' ? undefined : value)),
  );
}
