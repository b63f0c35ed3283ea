import type { Plugin } from '../api/plugin.ts';
import { fileStreamSink } from '../connectors/file-stream/file-stream-sink-connector.ts';
import { fileStreamSource } from '../connectors/file-stream/file-stream-source-connector.ts';
import { byteArrayConverter } from '../converters/byte-array-converter.ts';
import { jsonConverter } from '../converters/json-converter.ts';
import { simpleHeaderConverter } from '../converters/simple-header-converter.ts';
import { stringConverter } from '../converters/string-converter.ts';

/** What every worker has. */
export const BUILT_IN_PLUGINS: readonly Plugin[] = [
  fileStreamSink,
  fileStreamSource,
  byteArrayConverter,
  jsonConverter,
  stringConverter,
  simpleHeaderConverter,
];
