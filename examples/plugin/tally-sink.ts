import { open, readFile, rename } from 'node:fs/promises';
import {
  type Config,
  ConfigDef,
  ConnectException,
  type Connector,
  nonEmptyString,
  type OpenedPartition,
  type SinkRecord,
  type SinkTask,
} from 'sluice/connect';

interface Tally {
  count: number;
  /** Of the next record to count. */
  offset: number;
}

/** Counts the records of each partition in a file of JSON. */
export class TallySinkConnector implements Connector {
  #config: Config = {};

  config(): ConfigDef {
    return new ConfigDef().define({
      ...{ name: 'file', type: 'STRING', validator: nonEmptyString, importance: 'HIGH', width: 'LONG' },
      documentation: 'File the tallies are written to.',
    });
  }

  start(config: Config): void {
    this.#config = config;
  }

  taskConfigs(): Config[] {
    return [this.#config];
  }
}

/** Tallies and offsets are one file, so that a record that comes again after a crash is not counted twice. */
export class TallySinkTask implements SinkTask {
  #file = '';
  #tallies = new Map<string, Tally>();

  start(config: Config): void {
    this.#file = config.file ?? '';
  }

  async open(partitions: readonly OpenedPartition[]): Promise<void> {
    const kept = await this.#read();
    for (const { topic, partition } of partitions) {
      const key = `${topic}-${partition}`;
      this.#tallies.set(key, kept[key] ?? { count: 0, offset: 0 });
    }
  }

  put(records: readonly SinkRecord[]): void {
    for (const { originalTopic, originalKafkaPartition, originalKafkaOffset } of records) {
      const tally = this.#tallies.get(`${originalTopic}-${originalKafkaPartition}`);
      if (!tally || originalKafkaOffset < tally.offset) continue;
      tally.count += 1;
      tally.offset = originalKafkaOffset + 1;
    }
  }

  /** Offsets are committed after this only, so what it writes has to be on the disk. When it throws, the records come again. */
  async flush(): Promise<void> {
    const partial = `${this.#file}.part`;
    const file = await open(partial, 'w');
    await file.writeFile(`${JSON.stringify(Object.fromEntries(this.#tallies), null, 2)}\n`);
    await file.sync();
    await file.close();
    await rename(partial, this.#file);
  }

  async #read(): Promise<Record<string, Tally>> {
    try {
      return JSON.parse(await readFile(this.#file, 'utf8')) as Record<string, Tally>;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw new ConnectException(`${this.#file} is no file of tallies`, { cause });
    }
  }
}
