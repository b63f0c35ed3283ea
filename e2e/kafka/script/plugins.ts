import type { Recorder } from './recorder.ts';

const TRANSFORMS = [
  'Cast$Value',
  'DropHeaders',
  'ExtractField$Value',
  'ExtractField$Key',
  'Filter',
  'Flatten$Value',
  'HeaderFrom$Value',
  'HoistField$Value',
  'InsertField$Value',
  'InsertHeader',
  'MaskField$Value',
  'RegexRouter',
  'ReplaceField$Value',
  'SetSchemaMetadata$Value',
  'TimestampConverter$Value',
  'TimestampRouter',
  'ValueToKey',
];
const PREDICATES = ['HasHeaderKey', 'RecordIsTombstone', 'TopicNameMatches'];
const CONVERTERS = {
  json: 'org.apache.kafka.connect.json.JsonConverter',
  string: 'org.apache.kafka.connect.storage.StringConverter',
  'byte-array': 'org.apache.kafka.connect.converters.ByteArrayConverter',
  boolean: 'org.apache.kafka.connect.converters.BooleanConverter',
  double: 'org.apache.kafka.connect.converters.DoubleConverter',
  float: 'org.apache.kafka.connect.converters.FloatConverter',
  integer: 'org.apache.kafka.connect.converters.IntegerConverter',
  long: 'org.apache.kafka.connect.converters.LongConverter',
  short: 'org.apache.kafka.connect.converters.ShortConverter',
  'simple-header': 'org.apache.kafka.connect.storage.SimpleHeaderConverter',
};

/** Plugin lists and the config of every stock plugin. */
export async function recordPlugins(on: Recorder): Promise<void> {
  const get = (slug: string, path: string) => on.record(slug, { method: 'GET', path });
  const config = (slug: string, plugin: string) =>
    get(`plugin-config-${slug}`, `/connector-plugins/${encodeURIComponent(plugin)}/config`);
  await get('plugins-connectors', '/connector-plugins');
  await get('plugins-connectors-only', '/connector-plugins?connectorsOnly=true');
  await get('plugins-all', '/connector-plugins?connectorsOnly=false');
  await config('file-source', 'org.apache.kafka.connect.file.FileStreamSourceConnector');
  await config('file-sink', 'org.apache.kafka.connect.file.FileStreamSinkConnector');
  await config('file-source-alias', 'FileStreamSource');
  for (const [slug, plugin] of Object.entries(CONVERTERS)) await config(`converter-${slug}`, plugin);
  for (const name of TRANSFORMS) {
    await config(
      `transform-${name.replace('$', '-').toLowerCase()}`,
      `org.apache.kafka.connect.transforms.${name}`,
    );
  }
  for (const name of PREDICATES) {
    await config(`predicate-${name.toLowerCase()}`, `org.apache.kafka.connect.transforms.predicates.${name}`);
  }
  await config('converter-json-alias', 'JsonConverter');
  await config('error-404-unknown', 'no.such.Plugin');
  await get('plugin-config-file-source-version', '/connector-plugins/FileStreamSource/config?version=4.3.1');
  await get('plugin-config-error-version', '/connector-plugins/FileStreamSource/config?version=9.9.9');
  await get('plugin-config-error-version-syntax', '/connector-plugins/FileStreamSource/config?version=%5B1,');
}
