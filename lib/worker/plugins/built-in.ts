import type { ConverterPlugin, Plugin } from '../api/plugin.ts';
import { datagenSource } from '../connectors/datagen/datagen-source-connector.ts';
import { directorySource } from '../connectors/directory/directory-source-connector.ts';
import { fileStreamSink } from '../connectors/file-stream/file-stream-sink-connector.ts';
import { fileStreamSource } from '../connectors/file-stream/file-stream-source-connector.ts';
import { httpSink } from '../connectors/http/http-sink-connector.ts';
import { mockSink } from '../connectors/mock/mock-sink.ts';
import { mockSource } from '../connectors/mock/mock-source.ts';
import { verifiableSink } from '../connectors/verifiable/verifiable-sink.ts';
import { verifiableSource } from '../connectors/verifiable/verifiable-source.ts';
import { asHeaderConverter } from '../converters/as-header-converter.ts';
import { avroConverter } from '../converters/avro/avro-converter.ts';
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
  datagenSource,
  directorySource,
  httpSink,
  mockSink,
  mockSource,
  verifiableSink,
  verifiableSource,
  ...CONVERTERS,
  avroConverter,
  ...CONVERTERS.map(asHeaderConverter),
  simpleHeaderConverter,
];
