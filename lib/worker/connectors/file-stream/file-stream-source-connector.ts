import { ConfigDef } from '../../api/config-def.ts';
import { nonEmptyString } from '../../api/config-validators.ts';
import type { Config, Connector, OffsetChange, Support } from '../../api/connector.ts';
import { ConnectException } from '../../api/exceptions.ts';
import type { SourcePlugin } from '../../api/plugin.ts';
import { FILENAME_FIELD, FileStreamSourceTask, POSITION_FIELD } from './file-stream-source-task.ts';

function defineOptions(): ConfigDef {
  return new ConfigDef()
    .define({
      name: 'file',
      type: 'STRING',
      defaultValue: null,
      importance: 'HIGH',
      documentation: 'Source filename. If not specified, the standard input will be used',
    })
    .define({
      name: 'topic',
      type: 'STRING',
      validator: nonEmptyString,
      importance: 'HIGH',
      documentation: 'The topic to publish data to',
    })
    .define({
      name: 'batch.size',
      type: 'INT',
      defaultValue: 2000,
      importance: 'LOW',
      documentation:
        'The maximum number of records the source task can read from the file each time it is polled',
    });
}

/** One task that follows one file. Source: kafka 4.x `FileStreamSourceConnector`. */
class FileStreamSourceConnector implements Connector {
  #config: Config = {};

  config(): ConfigDef {
    return defineOptions();
  }

  start(config: Config): void {
    defineOptions().parse(new Map(Object.entries(config)));
    this.#config = config;
  }

  taskConfigs(): Config[] {
    return [this.#config];
  }

  /** Standard input has no position to go back to. */
  exactlyOnceSupport({ file }: Config): Support {
    return file ? 'supported' : 'unsupported';
  }

  alterOffsets(config: Config, changes: readonly OffsetChange[]): boolean {
    if (!config.file) {
      throw new ConnectException(
        "Offsets cannot be modified if the 'file' configuration is unspecified. This is because stdin is used for input and offsets are not tracked.",
      );
    }
    for (const change of changes) checkChange(change);
    return true;
  }
}

function checkChange({ partition, offset }: OffsetChange): void {
  if (offset === null) return;
  if (!Object.hasOwn(offset, POSITION_FIELD)) {
    throw new ConnectException("Offset objects should either be null or contain the key 'position'");
  }
  const position = offset[POSITION_FIELD];
  if (typeof position !== 'bigint' && !Number.isInteger(position)) {
    throw new ConnectException(
      "The value for the 'position' key in the offset is expected to be a Long value",
    );
  }
  if (Number(position) < 0) {
    throw new ConnectException(
      "The value for the 'position' key in the offset should be a non-negative value",
    );
  }
  if (partition === null) throw new ConnectException('Partition objects cannot be null');
  if (!Object.hasOwn(partition, FILENAME_FIELD)) {
    throw new ConnectException("Partition objects should contain the key 'filename'");
  }
}

/** `FileStreamSourceConnector` as a plugin. */
export const fileStreamSource: SourcePlugin = {
  type: 'source',
  className: 'org.apache.kafka.connect.file.FileStreamSourceConnector',
  taskClassName: 'org.apache.kafka.connect.file.FileStreamSourceTask',
  version: '4.3.1',
  createConnector: () => new FileStreamSourceConnector(),
  createTask: () => new FileStreamSourceTask(),
};
