import path from 'node:path';
import { states } from './connectors.ts';
import type { Recorder } from './recorder.ts';

/** Reads, alters and resets offsets of `src` and `snk` as the connectors script left them, with every refusal. */
export async function recordOffsets(on: Recorder): Promise<void> {
  const patch = (slug: string, name: string, body: unknown) =>
    on.record(slug, { method: 'PATCH', path: `/connectors/${name}/offsets`, body });
  const one = (partition: unknown, offset: unknown) => ({ offsets: [{ partition, offset }] });
  const filename = path.join(on.dir, 'src.in');
  const sinkPartition = { kafka_topic: 'topic-src', kafka_partition: 0 };
  await patch('error-offsets-running', 'snk', one(sinkPartition, { kafka_offset: 1 }));
  await on.record('error-offsets-reset-running', { method: 'DELETE', path: '/connectors/snk/offsets' });
  await patch('error-offsets-empty', 'src', { offsets: [] });
  await patch('error-offsets-missing', 'src', {});
  await patch('error-offsets-source-text', 'src', one({ filename }, { position: 'x' }));
  await patch('error-offsets-source-key', 'src', one({ nope: 1 }, { position: 1 }));
  await patch('error-offsets-source-negative', 'src', one({ filename }, { position: -1 }));
  await patch('error-offsets-source-no-position', 'src', one({ filename }, {}));
  await patch('error-offsets-unknown-property', 'src', { offset: [] });
  await patch('error-offsets-nested', 'src', one({ filename }, { position: { a: 1 } }));
  await patch('offsets-source-altered', 'src', one({ filename }, { position: 4 }));
  await on.record('offsets-source-after-alter', { method: 'GET', path: '/connectors/src/offsets' });
  await patch('offsets-source-null', 'src', one({ filename }, null));
  await on.record('offsets-source-reset', { method: 'DELETE', path: '/connectors/src/offsets' });
  await on.record('offsets-source-reset-again', { method: 'DELETE', path: '/connectors/src/offsets' });
  await on.record('offsets-source-after-reset', { method: 'GET', path: '/connectors/src/offsets' });
  await on.send({ method: 'PUT', path: '/connectors/snk/stop' });
  await on.wait({ method: 'GET', path: '/connectors/snk/status' }, states('STOPPED'));
  await patch('error-offsets-sink-partition-null', 'snk', one(null, { kafka_offset: 1 }));
  await patch('error-offsets-sink-keys', 'snk', one({ kafka_topic: 'topic-src' }, { kafka_offset: 1 }));
  await patch(
    'error-offsets-sink-topic-null',
    'snk',
    one({ kafka_topic: null, kafka_partition: 0 }, { kafka_offset: 1 }),
  );
  await patch(
    'error-offsets-sink-partition-text',
    'snk',
    one({ kafka_topic: 'topic-src', kafka_partition: 'x' }, { kafka_offset: 1 }),
  );
  await patch(
    'error-offsets-sink-partition-value-null',
    'snk',
    one({ kafka_topic: 'topic-src', kafka_partition: null }, { kafka_offset: 1 }),
  );
  await patch('error-offsets-sink-offset-key', 'snk', one(sinkPartition, { nope: 1 }));
  await patch('error-offsets-sink-offset-text', 'snk', one(sinkPartition, { kafka_offset: 'x' }));
  await patch('error-offsets-sink-negative', 'snk', one(sinkPartition, { kafka_offset: -1 }));
  const settled = ({ status }: { status: number }) => status === 200;
  const alter = { method: 'PATCH', path: '/connectors/snk/offsets' };
  await on.record(
    'offsets-sink-altered',
    { ...alter, body: one(sinkPartition, { kafka_offset: '1' }) },
    settled,
  );
  await on.record('offsets-sink-after-alter', { method: 'GET', path: '/connectors/snk/offsets' });
  await patch('offsets-sink-null', 'snk', one(sinkPartition, null));
  await on.record('offsets-sink-reset', { method: 'DELETE', path: '/connectors/snk/offsets' });
  await on.record('offsets-sink-after-reset', { method: 'GET', path: '/connectors/snk/offsets' });
}
