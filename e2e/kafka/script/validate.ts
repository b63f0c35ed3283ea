import type { Recorder } from './recorder.ts';

type Config = Readonly<Record<string, string | null>>;

const SOURCE: Config = { name: 'v', 'connector.class': 'FileStreamSource', file: '/tmp/v', topic: 'v' };
const SINK: Config = { name: 'v', 'connector.class': 'FileStreamSink', file: '/tmp/v', topics: 'v' };
const SMT = 'org.apache.kafka.connect.transforms';

/** Slug to config sent to the FileStreamSource's or FileStreamSink's validate. */
const SOURCE_CASES: Readonly<Record<string, Config>> = {
  'source-minimal': SOURCE,
  'source-class-only': { 'connector.class': 'FileStreamSource' },
  'source-full-class': {
    ...SOURCE,
    'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
  },
  'source-error-tasks-max-zero': { ...SOURCE, 'tasks.max': '0' },
  'source-error-tasks-max-text': { ...SOURCE, 'tasks.max': 'abc' },
  'source-error-booleans': { ...SOURCE, 'errors.log.enable': 'maybe', 'errors.tolerance': 'ALL' },
  'source-error-numbers': { ...SOURCE, 'errors.retry.timeout': 'long', 'batch.size': '' },
  'source-error-two-topics': { ...SOURCE, topic: 'a,b' },
  'source-error-no-topic': { name: 'v', 'connector.class': 'FileStreamSource', file: '/tmp/v' },
  'source-error-empty-name': { ...SOURCE, name: '' },
  'source-error-control-name': { ...SOURCE, name: 'a\u0007b' },
  'source-error-null-values': { ...SOURCE, file: null, unknown: null },
  'source-error-enums': {
    ...SOURCE,
    'config.action.reload': 'never',
    'exactly.once.support': 'x',
    'transaction.boundary': 'y',
  },
  'source-error-exactly-once': { ...SOURCE, 'exactly.once.support': 'required' },
  'source-error-boundary-connector': { ...SOURCE, 'transaction.boundary': 'connector' },
  'source-error-groups-duplicate': { ...SOURCE, 'topic.creation.groups': 'a,a' },
  'source-topic-creation': {
    ...SOURCE,
    'topic.creation.default.replication.factor': '1',
    'topic.creation.default.partitions': '1',
    'topic.creation.groups': 'big',
    'topic.creation.big.include': 'big.*',
  },
  'source-unknown-key': { ...SOURCE, 'no.such.key': 'x' },
  'source-transform': {
    ...SOURCE,
    transforms: 'route',
    'transforms.route.type': `${SMT}.RegexRouter`,
    'transforms.route.regex': '(.*)',
    'transforms.route.replacement': 'x-$1',
  },
  'source-transform-predicate': {
    ...SOURCE,
    transforms: 'drop',
    'transforms.drop.type': `${SMT}.Filter`,
    'transforms.drop.predicate': 'gone',
    'transforms.drop.negate': 'true',
    predicates: 'gone',
    'predicates.gone.type': `${SMT}.predicates.TopicNameMatches`,
    'predicates.gone.pattern': 'x.*',
  },
  'source-error-transform-unknown': { ...SOURCE, transforms: 'a', 'transforms.a.type': 'no.such.Transform' },
  'source-error-transform-not-one': {
    ...SOURCE,
    transforms: 'a',
    'transforms.a.type': 'org.apache.kafka.connect.json.JsonConverter',
  },
  'source-error-transform-no-type': { ...SOURCE, transforms: 'a' },
  'source-error-transform-duplicate': { ...SOURCE, transforms: 'a,a', 'transforms.a.type': `${SMT}.Filter` },
  'source-error-transform-abstract': { ...SOURCE, transforms: 'a', 'transforms.a.type': `${SMT}.Cast` },
  'source-error-transform-cast': {
    ...SOURCE,
    transforms: 'a',
    'transforms.a.type': `${SMT}.Cast$Value`,
    'transforms.a.spec': 'foo',
  },
  'source-error-transform-missing-option': {
    ...SOURCE,
    transforms: 'a',
    'transforms.a.type': `${SMT}.HoistField$Value`,
  },
  'source-error-transform-negate': {
    ...SOURCE,
    transforms: 'a',
    'transforms.a.type': `${SMT}.Filter`,
    'transforms.a.negate': 'true',
  },
  'source-error-predicate-unknown': { ...SOURCE, predicates: 'p', 'predicates.p.type': 'no.such.Predicate' },
  'source-error-predicate-duplicate': {
    ...SOURCE,
    predicates: 'p,p',
    'predicates.p.type': `${SMT}.predicates.RecordIsTombstone`,
  },
  'source-converter-json': {
    ...SOURCE,
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
  },
  'source-converter-string': {
    ...SOURCE,
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  },
  'source-converter-alias': { ...SOURCE, 'value.converter': 'JsonConverter' },
  'source-error-converter-unknown': { ...SOURCE, 'value.converter': 'no.such.Converter' },
  'source-error-converter-not-one': { ...SOURCE, 'value.converter': `${SMT}.RegexRouter` },
  'source-error-converter-option': {
    ...SOURCE,
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'perhaps',
    'value.converter.schemas.cache.size': 'many',
  },
  'source-header-converter': {
    ...SOURCE,
    'header.converter': 'org.apache.kafka.connect.storage.SimpleHeaderConverter',
  },
  'source-override': { ...SOURCE, 'producer.override.linger.ms': '5', 'producer.override.no.such': 'x' },
  'source-error-override': { ...SOURCE, 'producer.override.linger.ms': '-5' },
  'source-error-override-text': { ...SOURCE, 'producer.override.linger.ms': 'soon' },
  'source-plugin-version': { ...SOURCE, 'connector.plugin.version': '4.3.1' },
  'source-error-plugin-version': { ...SOURCE, 'connector.plugin.version': '9.9.9' },
};
const SINK_CASES: Readonly<Record<string, Config>> = {
  'sink-minimal': SINK,
  'sink-class-only': { 'connector.class': 'FileStreamSink' },
  'sink-regex': { name: 'v', 'connector.class': 'FileStreamSink', file: '/tmp/v', 'topics.regex': 'v.*' },
  'sink-error-both-topics': { ...SINK, 'topics.regex': 'v.*' },
  'sink-error-bad-regex': { name: 'v', 'connector.class': 'FileStreamSink', 'topics.regex': '(' },
  'sink-error-dlq-in-topics': { ...SINK, topics: 'a,d', 'errors.deadletterqueue.topic.name': 'd' },
  'sink-error-dlq-in-regex': {
    name: 'v',
    'connector.class': 'FileStreamSink',
    'topics.regex': 'd.*',
    'errors.deadletterqueue.topic.name': 'd',
  },
  'sink-override': { ...SINK, 'consumer.override.max.poll.records': '10' },
  'sink-error-topics-duplicate': { ...SINK, topics: 'a,a' },
  'sink-error-topics-empty-entry': { ...SINK, topics: 'a,,b' },
  'sink-error-group-conflict': { ...SINK, 'consumer.override.group.id': 'fixtures' },
};

/** Every shape of a validation answer, and what is not one. */
export async function recordValidate(on: Recorder): Promise<void> {
  const put = (slug: string, plugin: string, body: unknown) =>
    on.record(`validate-${slug}`, {
      method: 'PUT',
      path: `/connector-plugins/${plugin}/config/validate`,
      body,
    });
  for (const [slug, config] of Object.entries(SOURCE_CASES)) await put(slug, 'FileStreamSource', config);
  for (const [slug, config] of Object.entries(SINK_CASES)) await put(slug, 'FileStreamSink', config);
  await put('empty', 'FileStreamSource', {});
  await put('error-class-unknown', 'Nope', { 'connector.class': 'no.such.Nope', name: 'v' });
  await put('error-class-mismatch', 'FileStreamSink', SOURCE);
  await put('path-suffix', 'Source', SOURCE);
  await put('path-full-class', 'org.apache.kafka.connect.file.FileStreamSourceConnector', SOURCE);
  await put('scalars', 'FileStreamSource', { ...SOURCE, 'tasks.max': 2, 'errors.log.enable': true });
  await put('error-nested-value', 'FileStreamSource', { ...SOURCE, 'tasks.max': { a: 1 } });
  await put('error-array-body', 'FileStreamSource', []);
  await put('error-null-body', 'FileStreamSource', null);
  const path = '/connector-plugins/FileStreamSource/config/validate';
  await on.record('validate-error-malformed', { method: 'PUT', path, raw: '{' });
}
