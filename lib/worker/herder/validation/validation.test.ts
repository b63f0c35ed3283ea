import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { systemClock } from '../../../base/clock.ts';
import { BUILT_IN_PLUGINS } from '../../plugins/built-in.ts';
import { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { ConnectorValidation } from './connector-validation.ts';

const FOLDER = fileURLToPath(new URL('../../../testing/fixtures/connect/4.3.1/', import.meta.url));
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';

interface Fixture {
  readonly request: { readonly body: Record<string, string | null> };
  readonly status: number;
  readonly body: { readonly configs?: readonly unknown[] };
}

const registry = new PluginRegistry(BUILT_IN_PLUGINS.map((plugin) => ({ plugin, moduleUrl: undefined })));
const validation = new ConnectorValidation({
  plugins: registry,
  workerConfig: {
    'group.id': 'fixtures',
    'key.converter': JSON_CONVERTER,
    'value.converter': JSON_CONVERTER,
  },
  clock: systemClock,
});

/** Transforms are not built in yet, and of client options we have our own words. */
const LEFT_OUT = /transform|predicate|override|group-conflict|scalars|converter-not-one/;

const names = readdirSync(FOLDER).filter((name) => name.startsWith('validate-') && !LEFT_OUT.test(name));

it.each(names)('answers %s to the letter as Apache Connect does', async (name) => {
  const { request, status, body } = JSON.parse(readFileSync(FOLDER + name, 'utf8')) as Fixture;
  if (status !== 200 || !body.configs) return;
  const answer = await validation.validate(request.body);
  expect(JSON.parse(JSON.stringify(answer))).toEqual(body);
});
