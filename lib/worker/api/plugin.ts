import type { Connector, SinkTask, SourceTask } from './connector.ts';
import type { Converter, HeaderConverter } from './converter.ts';
import type { Predicate, Transformation } from './transformation.ts';

interface Described {
  /** The Java class name it goes by in configs, lists and status. */
  readonly className: string;
  readonly version: string;
}

/** A source connector with its task. */
export interface SourcePlugin extends Described {
  readonly type: 'source';
  readonly taskClassName: string;
  createConnector(): Connector;
  createTask(): SourceTask;
}

/** A sink connector with its task. */
export interface SinkPlugin extends Described {
  readonly type: 'sink';
  readonly taskClassName: string;
  createConnector(): Connector;
  createTask(): SinkTask;
}

/** A converter for keys and values. */
export interface ConverterPlugin extends Described {
  readonly type: 'converter';
  create(): Converter;
}

/** A converter for headers. */
export interface HeaderConverterPlugin extends Described {
  readonly type: 'header_converter';
  create(): HeaderConverter;
}

/** A change of records, one at a time. */
export interface TransformationPlugin extends Described {
  readonly type: 'transformation';
  create(): Transformation;
}

/** A condition on records. */
export interface PredicatePlugin extends Described {
  readonly type: 'predicate';
  create(): Predicate;
}

/** Everything a package can bring. */
export type Plugin =
  | SourcePlugin
  | SinkPlugin
  | ConverterPlugin
  | HeaderConverterPlugin
  | TransformationPlugin
  | PredicatePlugin;

/** A connector of either direction. */
export type ConnectorPlugin = SourcePlugin | SinkPlugin;
