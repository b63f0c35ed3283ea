import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../base/errors.ts';
import { dumpTopic, listTopics } from './kafka/embedded-log/dump-log.ts';
import { openLmdbLogStore } from './kafka/embedded-log/lmdb-log-store.ts';
import type { LogStore } from './kafka/log-store.ts';

const USAGE = `npm run worker:log -- [--topic NAME] [--from OFFSET] [--data-dir FOLDER]

Prints the worker's log, one JSON object a line: without --topic its topics, else the records of one. Compacted topics
(connect-configs, connect-offsets, connect-status) show the newest value of each key. Works while the worker runs.`;

/** Prints the embedded log as a program; exit code 3 for wrong options or a folder without a log. */
async function main(args: readonly string[]): Promise<void> {
  const { topic, from, dataDir, help } = readArgs(args);
  if (help) return void process.stdout.write(`${USAGE}\n`);
  const path = join(dataDir, 'log.lmdb');
  if (!existsSync(path)) exitWith(`There is no log in ${dataDir}; name the worker's folder with --data-dir.`);
  const store = openLog(path);
  process.stdout.on('error', () => process.exit(0)); // the reader, `head` for one, has had enough
  try {
    const lines = topic === undefined ? listTopics(store) : dumpTopic(store, { topic, from });
    for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  } catch (error) {
    exitWith(messageOf(error));
  }
  await store.close();
}

function openLog(path: string): LogStore {
  try {
    return openLmdbLogStore(path, { readOnly: true });
  } catch (error) {
    return exitWith(messageOf(error));
  }
}

function readArgs(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        topic: { type: 'string' },
        from: { type: 'string', default: '0' },
        'data-dir': { type: 'string', default: '.sluice/worker' },
        help: { type: 'boolean', default: false },
      },
    });
    const from = Number(values.from);
    if (!Number.isSafeInteger(from) || from < 0) exitWith(`--from is an offset, not ${values.from}`);
    return { topic: values.topic, from, dataDir: values['data-dir'], help: values.help };
  } catch (error) {
    return exitWith(`${messageOf(error)}\n\n${USAGE}`);
  }
}

function exitWith(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(3);
}

await main(process.argv.slice(2));
