import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { FakeClock } from '../../../testing/fake-clock.ts';
import type { SinkRecord, SourceMap, SourceRecord } from '../../api/record.ts';
import { VerifiableSinkTask } from './verifiable-sink.ts';
import { VerifiableSourceTask, verifiableSource } from './verifiable-source.ts';

async function aSource(options: Record<string, string>, offset: SourceMap | null = null) {
  const clock = new FakeClock(1_000_000);
  const lines: unknown[] = [];
  const task = new VerifiableSourceTask(clock, async (line) => {
    lines.push(JSON.parse(line));
  });
  const stop = new AbortController();
  const context = { offsets: async () => [offset], stopped: stop.signal };
  await task.start({ name: 'v', topic: 't', id: '3', ...options }, context);
  return { clock, lines, task, stop };
}

/** Polls a task until it has to wait. */
async function pollAll(task: VerifiableSourceTask, most: number): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  while (records.length < most) {
    const polled = await task.poll();
    if (!polled) break;
    records.push(...polled);
  }
  return records;
}

it('numbers records from 0 and prints each when it is made and when it is committed', async () => {
  const { lines, task } = await aSource({ throughput: '-1' });
  const [first, second] = await pollAll(task, 2);
  if (second) await task.commitRecord(second);
  expect(first).toMatchObject({
    sourcePartition: { id: 3 },
    sourceOffset: { seqno: 0 },
    topic: 't',
    key: 3,
    value: 0,
  });
  expect([first?.keySchema?.type, first?.valueSchema?.type]).toEqual(['INT32', 'INT64']);
  const line = { name: 'v', task: 3, topic: 't', time_ms: 1_000_000 };
  expect(lines).toEqual([
    { ...line, seqno: 0 },
    { ...line, seqno: 1 },
    { ...line, seqno: 1, committed: true },
  ]);
});

it('goes on after the number of its offset', async () => {
  const { task } = await aSource({ throughput: '-1' }, { seqno: 41 });
  expect((await pollAll(task, 1))[0]?.sourceOffset).toEqual({ seqno: 42 });
});

it('puts everything into the value when asked to', async () => {
  const { lines, task } = await aSource({ throughput: '-1', 'complete.record.data': 'true' });
  const [record] = await pollAll(task, 1);
  expect(String(record?.value)).toBe('Struct{name=v,task=3,topic=t,time_ms=1000000,seqno=0}');
  if (record) await task.commitRecord(record);
  expect(lines.at(-1)).toMatchObject({ seqno: 0, committed: true });
});

it('makes no more than its throughput, and with 0 one record only', async () => {
  const { clock, task } = await aSource({ throughput: '4' });
  const counts: number[] = [];
  for (let quarter = 0; quarter < 4; quarter += 1) {
    let polled = await task.poll();
    counts.push(polled?.length ?? 0);
    const waiting = task.poll();
    clock.advance(250);
    polled = await waiting;
    expect(polled).toBeNull();
  }
  expect(counts).toEqual([1, 1, 1, 1]);
  const { task: idle, clock: idleClock, stop } = await aSource({ throughput: '0' });
  expect(await idle.poll()).toHaveLength(1);
  const waiting = idle.poll();
  idleClock.advance(86_400_000);
  expect(await waiting).toBeNull();
  const last = idle.poll();
  stop.abort();
  expect(await last).toBeNull();
});

it('gives every task its number and refuses a throughput that is none', async () => {
  const connector = verifiableSource.createConnector();
  await connector.start({ topic: 't' });
  expect(connector.taskConfigs(2)).toEqual([
    { topic: 't', id: '0' },
    { topic: 't', id: '1' },
  ]);
  const errors = [
    ...connector
      .config()
      .validate(new Map([['throughput', 'fast']]))
      .values(),
  ].flatMap((v) => v.errors);
  expect(errors.join('\n')).toMatch(/"topic"[\s\S]*Invalid value fast for configuration throughput/);
});

it('prints what it gets, and again when its partition is flushed', async () => {
  const lines: unknown[] = [];
  const task = new VerifiableSinkTask(new FakeClock(5), async (line) => {
    lines.push(JSON.parse(line));
  });
  task.start({ name: 's', id: '1' });
  const record = (partition: number, offset: number, value: unknown) =>
    ({
      topic: 't',
      originalTopic: 't',
      originalKafkaPartition: partition,
      kafkaOffset: offset,
      key: 0,
      value,
    }) as SinkRecord;
  await task.put([record(0, 7, 70), record(1, 8, new Map([['a', 1]]))]);
  await task.flush([{ topic: 't', partition: 0, offset: 8 }]);
  await task.flush([{ topic: 't', partition: 0, offset: 8 }]);
  const line = { name: 's', task: 0, sinkTask: 1, topic: 't', time_ms: 5 };
  expect(lines).toEqual([
    { ...line, seqno: 70, offset: 7 },
    { ...line, seqno: '{a=1}', offset: 8 },
    { ...line, seqno: 70, offset: 7, flushed: true },
  ]);
});

it('has a line out, though nothing of the process but the thread moves, before it says so', () => {
  const program = `
    const { Worker } = require('node:worker_threads');
    const isPrinted = new Int32Array(new SharedArrayBuffer(4));
    const task = \`
      const { workerData } = require('node:worker_threads');
      import(workerData.module)
        .then(({ printToStdout }) => printToStdout('out'))
        .then(() => { Atomics.store(workerData.isPrinted, 0, 1); Atomics.notify(workerData.isPrinted, 0); });
    \`;
    const module = ${JSON.stringify(new URL('./print-line.ts', import.meta.url).href)};
    new Worker(task, { eval: true, workerData: { module, isPrinted } });
    const outcome = Atomics.wait(isPrinted, 0, 0, 20_000);
    process.kill(process.pid, outcome === 'timed-out' ? 'SIGTERM' : 'SIGKILL');`;
  const { stdout, signal } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  expect({ stdout, signal }).toEqual({ stdout: 'out\n', signal: 'SIGKILL' });
}, 30_000);
