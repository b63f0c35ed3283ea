// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to config providers look like that
import { expect, it } from 'vitest';
import { EnvVarConfigProvider } from '../../config-providers/env-var-config-provider.ts';
import { BUILT_IN_PLUGINS } from '../../plugins/built-in.ts';
import { BUILT_IN_TRANSFORMS } from '../../plugins/built-in-transforms.ts';
import { PluginRegistry } from '../../plugins/plugin-registry.ts';
import { ConfigTransformer } from '../../runtime/config-transformer.ts';
import { ConnectorValidation } from './connector-validation.ts';
import { LocalValidator } from './validator.ts';

const SECRET = 'not-a-number-9f3a';
const FAILED = (key: string) =>
  `Invalid value for configuration '${key}': the value resolved from the config provider reference failed validation`;

const env = new EnvVarConfigProvider({ SECRET, TOPIC: 'orders-of-all', BATCH: '50' });
env.configure({ 'allowlist.pattern': '.*' });
const converter = 'org.apache.kafka.connect.storage.StringConverter';
const validation = new ConnectorValidation({
  transformer: new ConfigTransformer(new Map([['env', env]])),
  validator: new LocalValidator({
    plugins: new PluginRegistry(
      [...BUILT_IN_PLUGINS, ...BUILT_IN_TRANSFORMS].map((plugin) => ({ plugin, moduleUrl: undefined })),
    ),
    workerConfig: { 'key.converter': converter, 'value.converter': converter },
    onStage: () => undefined,
  }),
});
const base = { name: 'c', 'connector.class': 'FileStreamSource', topic: '${env:TOPIC}' };

async function validated(config: Record<string, string>, key: string) {
  const infos = await validation.validate(config);
  expect(JSON.stringify(infos)).not.toContain(SECRET);
  return { infos, value: infos.configs.find(({ value }) => value?.name === key)?.value };
}

it('validates what references stand for and shows the references', async () => {
  const { infos, value } = await validated({ ...base, 'batch.size': '${env:BATCH}' }, 'batch.size');
  expect(infos.error_count).toBe(0);
  expect(value).toMatchObject({ value: '${env:BATCH}', errors: [], recommended_values: [] });
  expect(JSON.stringify(infos)).not.toContain('orders-of-all');
});

it('says of a value that fails only that it does, however many messages there were', async () => {
  const { infos, value } = await validated({ ...base, 'tasks.max': '${env:SECRET}' }, 'tasks.max');
  expect(value).toMatchObject({ value: '${env:SECRET}', errors: [FAILED('tasks.max')] });
  expect(infos.error_count).toBe(1);
});

it('hides the value inside transformations, converters and client options', async () => {
  const config = {
    ...base,
    transforms: 'x',
    'transforms.x.type': 'org.apache.kafka.connect.transforms.Cast$Value',
    'transforms.x.spec': '${env:SECRET}',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': '${env:SECRET}',
  };
  for (const key of ['transforms.x.spec', 'value.converter.schemas.enable']) {
    expect((await validated(config, key)).value?.errors).toEqual([FAILED(key)]);
  }
  const override = { ...base, 'producer.override.linger.ms': '${env:SECRET}' };
  await expect(validation.validate(override)).rejects.toThrow('${env:SECRET}');
  await expect(validation.validate(override)).rejects.not.toThrow(SECRET);
});

it('hides a value that another option’s error quotes', async () => {
  const sink = { name: 'c', 'connector.class': 'FileStreamSink', topics: 'a,orders-of-all' };
  const dlq = { ...sink, 'errors.deadletterqueue.topic.name': '${env:TOPIC}' };
  const { value } = await validated(dlq, 'topics');
  expect(value?.errors.join()).toContain("The DLQ topic '${env:TOPIC}' may not be");
  expect(value?.value).toBe('a,orders-of-all');
});

it('names option and reference of one that cannot be resolved, declared or not', async () => {
  for (const key of ['file', 'undeclared']) {
    const { infos, value } = await validated({ ...base, [key]: '${env:NOT_SET}' }, key);
    const message = `Invalid value \${env:NOT_SET} for configuration ${key}: the variable NOT_SET is not set`;
    expect(value).toMatchObject({ value: '${env:NOT_SET}', errors: [message] });
    expect(infos.error_count).toBe(1);
  }
});
