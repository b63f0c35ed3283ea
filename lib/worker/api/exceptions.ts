/**
 * The exceptions of Kafka Connect. `className` is the Java name that traces begin with, so that tools which read
 * traces of Apache Connect read ours.
 */
export class ConnectException extends Error {
  override readonly name: string = 'ConnectException';
  readonly className: string = 'org.apache.kafka.connect.errors.ConnectException';
}

/** Something that may go away: the same work is tried again. */
export class RetriableException extends ConnectException {
  override readonly name = 'RetriableException';
  override readonly className = 'org.apache.kafka.connect.errors.RetriableException';
}

/** Data that cannot be converted or does not hold to its schema. */
export class DataException extends ConnectException {
  override readonly name: string = 'DataException';
  override readonly className: string = 'org.apache.kafka.connect.errors.DataException';
}

/** A schema that cannot be built. */
export class SchemaBuilderException extends DataException {
  override readonly name = 'SchemaBuilderException';
  override readonly className = 'org.apache.kafka.connect.errors.SchemaBuilderException';
}

/** A named thing that does not exist. */
export class NotFoundException extends ConnectException {
  override readonly name = 'NotFoundException';
  override readonly className = 'org.apache.kafka.connect.errors.NotFoundException';
}

/** An argument that makes no sense, such as the name of a field that is not there. */
export class IllegalArgumentException extends Error {
  override readonly name = 'IllegalArgumentException';
  readonly className = 'java.lang.IllegalArgumentException';
}

/** A config value that cannot be used. */
export class ConfigException extends Error {
  override readonly name = 'ConfigException';
  readonly className = 'org.apache.kafka.common.config.ConfigException';

  /** Builds Kafka's text `Invalid value <v> for configuration <k>: <reason>`. */
  static invalid(key: string, value: unknown, reason?: string): ConfigException {
    const tail = reason === undefined ? '' : `: ${reason}`;
    return new ConfigException(`Invalid value ${printValue(value)} for configuration ${key}${tail}`);
  }
}

/** Prints a value the way Java concatenates it: lists in brackets, null as `null`. */
export function printValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map(printValue).join(', ')}]`;
  return String(value);
}
