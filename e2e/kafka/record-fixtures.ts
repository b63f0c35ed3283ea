import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { connectJars } from './fetch.ts';
import { recordConnectors } from './script/connectors.ts';
import { recordErrors } from './script/errors.ts';
import { recordOffsets } from './script/offsets.ts';
import { recordPlugins } from './script/plugins.ts';
import { Recorder } from './script/recorder.ts';
import { recordServer } from './script/server.ts';
import { recordValidate } from './script/validate.ts';
import { startKafkaStack, whyNoKafka } from './stack.ts';
import { CONNECT_VERSION } from './versions.ts';

const { values } = parseArgs({ options: { version: { type: 'string', default: CONNECT_VERSION } } });
const reason = whyNoKafka(values.version);
if (reason !== undefined) throw new Error(reason);

await using stack = await startKafkaStack({
  version: values.version,
  settings: { 'offset.flush.interval.ms': '1000', 'group.id': 'fixtures' },
});
const root = (await (await fetch(stack.connectUrl)).json()) as { kafka_cluster_id: string };
const out = path.join(import.meta.dirname, '../../lib/testing/fixtures/connect', values.version);
const dir = path.join(stack.dir, 'data');
mkdirSync(dir);
rmSync(out, { recursive: true, force: true });
const recorder = new Recorder({
  url: stack.connectUrl,
  out,
  dir,
  placeholders: {
    dir,
    worker: new URL(stack.connectUrl).host,
    clusterId: root.kafka_cluster_id,
    pluginPath: connectJars(values.version).plugins,
  },
});
for (const play of [
  recordServer,
  recordPlugins,
  recordValidate,
  recordConnectors,
  recordOffsets,
  recordErrors,
]) {
  await play(recorder);
}
console.log(
  `${recorder.count} fixtures of Connect ${values.version} in ${path.relative(process.cwd(), out)}`,
);
