import type { ConverterPlugin, Plugin } from '../api/plugin.ts';
import { fileStreamSink } from '../connectors/file-stream/file-stream-sink-connector.ts';
import { fileStreamSource } from '../connectors/file-stream/file-stream-source-connector.ts';
import { asHeaderConverter } from '../converters/as-header-converter.ts';
import { byteArrayConverter } from '../converters/byte-array-converter.ts';
import { jsonConverter } from '../converters/json-converter.ts';
import { numberConverters } from '../converters/number-converters.ts';
import { simpleHeaderConverter } from '../converters/simple-header-converter.ts';
import { stringConverter } from '../converters/string-converter.ts';

const CONVERTERS: readonly ConverterPlugin[] = [
  byteArrayConverter,
  jsonConverter,
  stringConverter,
  ...numberConverters,
];

/** The connectors and converters every worker has; `built-in-transforms.ts` has the rest. */
export const BUILT_IN_PLUGINS: readonly Plugin[] = [
  fileStreamSink,
  fileStreamSource,
  ...CONVERTERS,
  ...CONVERTERS.map(asHeaderConverter),
  simpleHeaderConverter,
];
