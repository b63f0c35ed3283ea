import { expect, it } from 'vitest';
import { fileSink, fileSource } from './configs.ts';
import { contractSince, type Subject } from './contract.ts';
import { expectDifference } from './differences.ts';
import { appendLines, readText, waitForText } from './files.ts';
import { connectorPath } from './worker-client.ts';

const ALTERED = { message: 'The offsets for this connector have been altered successfully' };
const RESET = { message: 'The offsets for this connector have been reset successfully' };
const LINES = ['one', 'two', 'three'];

interface StoppedSink {
  readonly name: string;
  readonly topic: string;
  readonly file: string;
  readonly path: string;
}

/** A stopped file sink that has written three records of one topic and partition. */
async function stoppedSink(worker: Subject): Promise<StoppedSink> {
  const topic = worker.newName('sink-topic');
  const name = worker.newName('sink-offsets');
  appendLines(worker.file(topic), LINES);
  await worker.given(topic, fileSource(worker.file(topic), topic));
  await worker.given(name, fileSink(worker.file(name), topic));
  const path = connectorPath(name, '/offsets');
  await worker.waitFor(path, ({ text }) => text.includes('"kafka_offset":3'));
  await worker.put(connectorPath(name, '/stop'));
  await worker.waitForStates(name, 'STOPPED');
  return { name, topic, file: worker.file(name), path };
}

/** Modifies offsets, again while the consumers of the stopped tasks are still leaving. */
async function modified(worker: Subject, method: string, path: string, body?: unknown) {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await worker.request(method, path, body === undefined ? {} : { body });
    const leaving =
      answer.status === 500 && answer.text.includes("because its tasks haven't stopped completely yet");
    if (!leaving || attempt === 50) return answer;
    await worker.get(path);
  }
}

contractSince('3.6', 'offsets of a sink', (worker) => {
  const at = (topic: string, offset: unknown, partition: unknown = 0) => ({
    offsets: [{ partition: { kafka_topic: topic, kafka_partition: partition }, offset }],
  });

  it('show topic, partition and the next offset to read, and outlive stop', async () => {
    const { topic, path } = await stoppedSink(worker);
    expect((await worker.get(path)).body).toEqual(at(topic, { kafka_offset: 3 }));
  });

  it('altered to 1, the next start writes records 1 and 2 again', async () => {
    const { name, topic, file, path } = await stoppedSink(worker);
    const answer = await modified(worker, 'PATCH', path, at(topic, { kafka_offset: 1 }));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(ALTERED);
    expect((await worker.get(path)).body).toEqual(at(topic, { kafka_offset: 1 }));
    await worker.put(connectorPath(name, '/resume'));
    await waitForText(file, 'one\ntwo\nthree\ntwo\nthree\n');
    expect(readText(file)).toBe('one\ntwo\nthree\ntwo\nthree\n');
  });

  it('partition and offset may be numbers or texts of integers', async () => {
    const { topic, path } = await stoppedSink(worker);
    const answer = await modified(worker, 'PATCH', path, at(topic, { kafka_offset: '2' }, '0'));
    expect(answer.body).toEqual(ALTERED);
    expect((await worker.get(path)).body).toEqual(at(topic, { kafka_offset: 2 }));
  });

  it('a null offset forgets that partition', async () => {
    const { topic, path } = await stoppedSink(worker);
    expect((await modified(worker, 'PATCH', path, at(topic, null))).body).toEqual(ALTERED);
    expect((await worker.get(path)).body).toEqual({ offsets: [] });
  });

  it('DELETE resets them all, twice as well as once, and everything is written again', async () => {
    const { name, file, path } = await stoppedSink(worker);
    expect((await modified(worker, 'DELETE', path)).body).toEqual(RESET);
    expect((await modified(worker, 'DELETE', path)).body).toEqual(RESET);
    expect((await worker.get(path)).body).toEqual({ offsets: [] });
    await worker.put(connectorPath(name, '/resume'));
    await waitForText(file, 'one\ntwo\nthree\none\ntwo\nthree\n');
    expect(readText(file)).toBe('one\ntwo\nthree\none\ntwo\nthree\n');
  });

  it('cannot be modified while the sink runs', async () => {
    const name = worker.newName('sink-offsets');
    await worker.givenRunning(name, fileSink(worker.file(name), name));
    const path = connectorPath(name, '/offsets');
    for (const answer of [
      await worker.patch(path, at(name, { kafka_offset: 1 })),
      await worker.delete(path),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.text).toContain(
        'Connectors must be in the STOPPED state before their offsets can be modified.',
      );
    }
  });

  it('a malformed partition or offset is 400 in words that name the mistake', async () => {
    const { topic, path } = await stoppedSink(worker);
    const offset = { kafka_offset: 1 };
    const keys =
      "The partition for a sink connector offset must contain the keys 'kafka_topic' and 'kafka_partition'";
    const cases: [unknown, unknown, string][] = [
      [null, offset, 'The partition for a sink connector offset cannot be null or missing'],
      [{ kafka_topic: topic }, offset, keys],
      [{ kafka_partition: 0 }, offset, keys],
      [
        { kafka_topic: null, kafka_partition: 0 },
        offset,
        'Kafka topic names must be valid strings and may not be null',
      ],
      [
        { kafka_topic: topic, kafka_partition: null },
        offset,
        'Kafka partitions must be valid numbers and may not be null',
      ],
      [
        { kafka_topic: topic, kafka_partition: 'x' },
        offset,
        "Failed to parse the following Kafka partition value in the provided offsets: 'x'. Partition values for sink connectors need to be integers.",
      ],
      [
        { kafka_topic: topic, kafka_partition: 0 },
        { nope: 1 },
        "The offset for a sink connector should either be null or contain the key 'kafka_offset'",
      ],
      [
        { kafka_topic: topic, kafka_partition: 0 },
        { kafka_offset: 'x' },
        "Failed to parse the following Kafka offset value in the provided offsets: 'x'. Offset values for sink connectors need to be integers.",
      ],
    ];
    for (const [partition, value, message] of cases) {
      const answer = await worker.patch(path, { offsets: [{ partition, offset: value }] });
      expect(answer.body).toEqual({ error_code: 400, message });
      expect(answer.status).toBe(400);
    }
    expect((await worker.get(path)).body).toEqual(at(topic, { kafka_offset: 3 }));
  });

  it('a negative offset is refused', async () => {
    const { topic, path } = await stoppedSink(worker);
    expectDifference(
      worker,
      'offset-refused',
      await modified(worker, 'PATCH', path, at(topic, { kafka_offset: -1 })),
    );
  });
});
