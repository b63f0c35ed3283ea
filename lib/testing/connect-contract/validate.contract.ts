import { expect, it } from 'vitest';
import { ConfigInfos } from '../../connect/rest/plugins.ts';
import { fileSink, fileSource } from './configs.ts';
import { contract } from './contract.ts';
import { expectDifference } from './differences.ts';
import { readFixture } from './fixtures.ts';
import { type ComparableValidation, comparable, withoutWords } from './validation.ts';

/** Recorded validation to the promise it proves. */
const PROMISES: Readonly<Record<string, string>> = {
  'source-minimal': 'a minimal source has no error',
  'source-full-class': 'the full class name is as good as the alias, and is named as sent',
  'source-class-only': 'a missing name and a missing topic are one error each',
  'source-unknown-key': 'an option nobody knows is no error and not returned',
  'source-error-tasks-max-zero': 'tasks.max starts at 1',
  'source-error-tasks-max-text': 'a tasks.max that is no number is two errors',
  'source-error-booleans': 'booleans and choices are checked',
  'source-error-numbers': 'numbers are checked, an empty text is none',
  'source-error-two-topics': 'a topic with a comma is as the connector sees it',
  'source-error-no-topic': 'a missing required option is one error',
  'source-error-empty-name': 'an empty name is an error',
  'source-error-control-name': 'control characters in a name are an error',
  'source-error-null-values': 'null is an error for an option nobody knows',
  'source-error-enums': 'choices name what may be chosen',
  'source-error-exactly-once': 'exactly-once cannot be required of a worker without it',
  'source-error-boundary-connector': 'the file source defines no transaction boundaries',
  'source-error-groups-duplicate': 'a topic creation group twice is an error',
  'source-topic-creation': 'topic creation rules are not part of the answer',
  'source-transform': 'a transformation’s options come with its alias as prefix',
  'source-transform-predicate': 'a predicate’s options come with its alias as prefix',
  'source-error-transform-unknown': 'an unknown transformation class is an error on its type',
  'source-error-transform-not-one': 'a class that is no transformation is an error on its type',
  'source-error-transform-no-type': 'an alias without type is an error',
  'source-error-transform-duplicate': 'an alias twice is an error',
  'source-error-transform-abstract': 'an abstract class names its concrete ones',
  'source-error-transform-cast': 'a transformation checks its own options',
  'source-error-transform-missing-option': 'a transformation’s required option is required',
  'source-error-transform-negate': 'negate without predicate is an error',
  'source-error-predicate-unknown': 'an unknown predicate class is an error on its type',
  'source-error-predicate-duplicate': 'a predicate alias twice is an error',
  'source-converter-json': 'a converter’s options follow, with their groups',
  'source-converter-string': 'a string converter brings its options',
  'source-converter-alias': 'a converter may be named by alias',
  'source-error-converter-unknown': 'an unknown converter is an error',
  'source-error-converter-not-one': 'a class that is no converter is an error',
  'source-error-converter-option': 'a converter checks its own options',
  'source-header-converter': 'a header converter may be set',
  'source-override': 'client overrides are appended, known or not',
  'source-error-override': 'values of client overrides are not judged',
  'source-plugin-version': 'the installed version may be asked for',
  'source-error-plugin-version': 'a version that is not installed is an error on class and version',
  'sink-minimal': 'a minimal sink has no error',
  'sink-class-only': 'a sink without topics has the error on both ways to name them',
  'sink-regex': 'a sink may subscribe by pattern',
  'sink-error-both-topics': 'topics and topics.regex exclude each other',
  'sink-error-bad-regex': 'a pattern that does not compile is an error',
  'sink-error-dlq-in-topics': 'the dead letter queue may not be among the topics',
  'sink-error-dlq-in-regex': 'the dead letter queue may not match the pattern',
  'sink-override': 'consumer overrides are appended',
  'sink-error-topics-duplicate': 'a topic twice is an error',
  'sink-error-topics-empty-entry': 'an empty topic is an error',
  'path-suffix': 'the plugin in the path may be any suffix of the class',
  scalars: 'numbers and booleans are taken as their texts',
};

/** Errors in which Apache quotes Java: the option and the number of its errors must agree, not the words. */
const JAVA_WORDS = ['sink-error-bad-regex', 'source-error-transform-cast'];
const identity = (validation: ComparableValidation) => validation;

contract('validating configs', (worker) => {
  const validate = (plugin: string, config: unknown) =>
    worker.put(`/connector-plugins/${encodeURIComponent(plugin)}/config/validate`, config);

  worker.itSince('4.3').each(Object.entries(PROMISES))('%s: %s', async (slug) => {
    const fixture = readFixture(`validate-${slug}`);
    const answer = await worker.put(fixture.request.path, fixture.request.body);
    expect(answer.status, answer.text).toBe(200);
    const reword = worker.target.kind === 'embedded' && JAVA_WORDS.includes(slug) ? withoutWords : identity;
    const [ours, apaches] = [reword(comparable(answer.body)), reword(comparable(fixture.body))];
    expect(ours.errors).toEqual(apaches.errors);
    expect(ours.errorCount).toBe(apaches.errorCount);
    expect(ours.groups).toEqual(apaches.groups);
    expect(ours.names).toEqual(apaches.names);
    expect(ours).toEqual(apaches);
  });

  worker.itSince('4.3')('recommends installed converters, versions and transformations', async () => {
    const config = { ...fileSource('/f', 't'), name: 'v', transforms: 'a', 'transforms.a.type': 'x' };
    const infos = ConfigInfos.parse((await validate('FileStreamSource', config)).body);
    const recommended = (name: string) =>
      infos.configs.find(({ value }) => value?.name === name)?.value?.recommended_values ?? [];
    const converters = ['json.JsonConverter', 'storage.StringConverter', 'converters.ByteArrayConverter'];
    const classes = converters.map((each) => `org.apache.kafka.connect.${each}`);
    expect(recommended('key.converter')).toEqual(expect.arrayContaining(classes));
    expect(recommended('value.converter')).toEqual(expect.arrayContaining(classes));
    expect(recommended('header.converter')).toContain(
      'org.apache.kafka.connect.storage.SimpleHeaderConverter',
    );
    expect(recommended('connector.plugin.version')).toEqual(['4.3.1']);
    expect(recommended('transforms.a.type')).toContain('org.apache.kafka.connect.transforms.RegexRouter');
    expect(recommended('tasks.max')).toEqual([]);
  });

  it('the class in the config must end with the plugin in the path', async () => {
    for (const plugin of [
      'FileStreamSink',
      'org.apache.kafka.connect.file.FileStreamSourceConnector',
      'Nope',
    ]) {
      const answer = await validate(plugin, { ...fileSource('/f', 't'), name: 'v' });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({
        error_code: 400,
        message: `Included connector type FileStreamSource does not match request type ${plugin}`,
      });
    }
  });

  it('creates nothing and does not mind that a name is taken', async () => {
    const name = worker.newName();
    const config = fileSource(worker.file(name), name);
    expect((await validate('FileStreamSource', { ...config, name })).status).toBe(200);
    expect((await worker.get(`/connectors/${name}`)).status).toBe(404);
    await worker.givenRunning(name, config);
    expect((await validate('FileStreamSource', { ...config, name })).body).toMatchObject({ error_count: 0 });
  });

  worker.itSince('3.9')(
    'a sink’s group may not be the worker’s, by name or by override',
    async ({ skip }) => {
      const group = worker.target.groupId;
      if (group === undefined) return skip('the group of a worker somebody else runs is not known');
      const config = { ...fileSink('/f', 't'), name: 'v', 'consumer.override.group.id': group };
      const infos = comparable((await validate('FileStreamSink', config)).body);
      expect(infos.errors).toEqual({
        'consumer.override.group.id': [
          `Consumer group ${group} conflicts with Connect worker group ${group}`,
        ],
      });
      expect(infos.errorCount).toBe(1);
    },
  );

  it('what is no config at all is an error in words', async () => {
    const config = { ...fileSource('/f', 't'), name: 'v' };
    expectDifference(worker, 'validate-no-plugin', await validate('FileStreamSource', {}));
    expectDifference(worker, 'validate-no-plugin', await validate('FileStreamSource', { name: 'v' }));
    expectDifference(
      worker,
      'validate-no-plugin',
      await validate('Nope', { 'connector.class': 'no.Nope', name: 'v' }),
    );
    expectDifference(worker, 'no-request-body', await validate('FileStreamSource', { ...config, topic: {} }));
    const override = { ...config, 'producer.override.linger.ms': 'soon' };
    expectDifference(worker, 'override-not-parsable', await validate('FileStreamSource', override));
  });
});
