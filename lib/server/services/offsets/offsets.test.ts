import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ClusterId } from '@/lib/connect/names';
import { FakeWorker } from '@/lib/testing/fake-worker';
import { startRealWorker } from '@/lib/testing/real-worker';
import { startTestConsole, type TestConsole } from '@/lib/testing/test-console';
import { startActions } from '../actions';
import { createConnector } from '../connectors';
import { alterOffsets, getOffsets, listOffsetSnapshots, resetOffsets } from '.';

const ref = { clusterId: ClusterId.parse('prod'), connector: 'orders' };
const PARTITION = '{"kafka_topic":"t","kafka_partition":0}';
const BEFORE = '{"kafka_offset":9007199254740993}';
const AFTER = '{"kafka_offset":9007199254740995}';

const open: AsyncDisposable[] = [];
let running: TestConsole;

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function startConsole(url: string): Promise<void> {
  running = await startTestConsole({ clusters: { prod: url } });
  open.push(running);
  await vi.waitFor(() => expect(running.console.fleet.clusters().clusters[0]?.version).toBeTruthy());
}

async function withFake(version = '4.1.0', state = 'STOPPED'): Promise<FakeWorker> {
  const worker = await FakeWorker.start();
  open.push(worker);
  worker.version = version;
  worker.add('orders', {
    connector: { state, worker_id: 'w:1' },
    states: [],
    offsets: `[{"partition":${PARTITION},"offset":${BEFORE}}]`,
  });
  await startConsole(worker.url);
  return worker;
}

const alter = (after: string | null, before: string | null = BEFORE) =>
  alterOffsets(running.context, { ...ref, edit: { changes: [{ partition: PARTITION, before, after }] } });

const finished = (id: string) =>
  vi.waitFor(() => {
    const record = running.console.actions.get(id);
    if (!record || record.finishedAt === null) throw new Error('not finished');
    return record;
  });

const audited = async () =>
  (await running.console.db.selectFrom('audit').selectAll().orderBy('seq').execute()).map(
    ({ kind, operation, detail }) => ({ kind, operation, detail: JSON.parse(detail) as unknown }),
  );

describe('changing offsets', () => {
  test('numbers beyond 2^53 reach the worker with every digit, and are read back as asked', async () => {
    const worker = await withFake();
    const record = await finished((await alter(AFTER)).id);
    expect(worker.requests.find(({ method }) => method === 'PATCH')?.body).toBe(
      `{"offsets":[{"partition":${PARTITION},"offset":${AFTER}}]}`,
    );
    expect(record).toMatchObject({ action: 'alter-offsets', phase: 'succeeded', workerStatus: 200 });
    expect(record.summary).toBe('1 partition read back as asked. The worker: The offsets have been altered');
  });

  test('what was there before is kept with actor and time, also in the audit', async () => {
    await withFake();
    await alter(AFTER);
    const { snapshots } = await listOffsetSnapshots(running.context, ref);
    expect(snapshots).toMatchObject([
      { actor: 'local', action: 'alter-offsets', offsets: [{ partition: PARTITION, offset: BEFORE }] },
    ]);
    expect(await audited()).toEqual([
      {
        kind: 'intent',
        operation: 'alter-offsets',
        detail: { changes: [{ partition: PARTITION, before: BEFORE, after: AFTER }] },
      },
      { kind: 'outcome', operation: 'alter-offsets', detail: { outcome: 'ok', status: 200 } },
    ]);
  });

  test('a refusal comes back in the words of the worker and leaves no snapshot', async () => {
    const worker = await withFake('4.1.0', 'RUNNING');
    await expect(alter(AFTER)).rejects.toMatchObject({
      code: 'connect/rest/config-invalid',
      workerMessage: 'Connectors must be in the STOPPED state before their offsets can be modified.',
    });
    expect(worker.connectors.get('orders')?.offsets).toContain(BEFORE);
    expect((await listOffsetSnapshots(running.context, ref)).snapshots).toEqual([]);
    expect(running.console.actions.list()[0]).toMatchObject({ phase: 'refused', workerStatus: 400 });
    expect((await audited())[1]?.detail).toMatchObject({ outcome: 'refused', status: 400 });
  });

  test('an offset that moved since the user looked is a conflict, and nothing is sent', async () => {
    const worker = await withFake();
    await expect(alter(AFTER, '{"kafka_offset":9007199254740992}')).rejects.toMatchObject({
      code: 'resource/conflict',
    });
    await expect(alter(AFTER, null)).rejects.toMatchObject({ code: 'resource/conflict' });
    expect(worker.writes()).toEqual([]);
  });

  test('text that is no JSON object is refused before anything is asked', async () => {
    const worker = await withFake();
    for (const text of ['{"a":', '7', '[]', 'null', '']) await expect(alter(text)).rejects.toThrow();
    expect(worker.writes()).toEqual([]);
  });

  test('workers before 3.6 are never asked to change offsets', async () => {
    const worker = await withFake('3.5.2');
    expect(await getOffsets(running.context, ref)).toMatchObject({ supported: true, canWrite: false });
    await expect(alter(AFTER)).rejects.toMatchObject({ code: 'input/invalid' });
    await expect(resetOffsets(running.context, ref)).rejects.toMatchObject({ code: 'input/invalid' });
    expect(worker.writes()).toEqual([]);
  });

  test('a change without an answer is read back, never sent again, and its snapshot stays', async () => {
    const worker = await withFake();
    worker.fail('PATCH', { do: 'apply-then-reset' });
    await expect(alter(AFTER)).rejects.toThrow();
    expect(worker.writes()).toEqual(['PATCH /connectors/orders/offsets']);
    expect(running.console.actions.list()[0]).toMatchObject({ phase: 'unknown' });
    expect(running.console.actions.list()[0]?.summary).toContain(`${PARTITION} at ${AFTER}`);
    expect((await listOffsetSnapshots(running.context, ref)).snapshots).toHaveLength(1);
  });

  test('of each connector the newest 50 snapshots are kept', async () => {
    await withFake();
    for (let n = 0; n < 26; n += 1) {
      await alter(AFTER, BEFORE);
      await alter(BEFORE, AFTER);
    }
    const { snapshots } = await listOffsetSnapshots(running.context, ref);
    expect(snapshots.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, i) => 52 - i));
  });
});

describe('on a real worker', () => {
  test('stop, edit, reset, restore, resume: the file is read again from where the offset says', async () => {
    const worker = await startRealWorker();
    open.push(worker);
    const file = join(worker.folder, 'in.txt');
    await writeFile(file, 'one\ntwo\nthree\n');
    await startConsole(worker.url);
    const set = { 'connector.class': 'FileStreamSource', file, topic: 'lines', 'tasks.max': '1' };
    await createConnector(running.context, {
      ...ref,
      connector: { name: 'orders', draft: { set, keep: [] } },
    });
    const offsets = async () => (await getOffsets(running.context, ref)).offsets;
    const atEnd = await vi.waitFor(
      async () => {
        const [entry] = await offsets();
        expect(entry?.offset).toBe('{"position":14}');
        return { partition: entry?.partition ?? '', offset: '{"position":14}' };
      },
      { timeout: 10_000 },
    );
    const { partition } = atEnd;
    const edit = (before: string | null, after: string | null) =>
      alterOffsets(running.context, { ...ref, edit: { changes: [{ partition, before, after }] } });

    await expect(edit('{"position":14}', '{"position":4}')).rejects.toMatchObject({
      workerMessage: expect.stringContaining('must be in the STOPPED state'),
    });
    const act = async (action: 'stop' | 'resume') => {
      const { actions } = await startActions(running.context, { action, targets: [ref] });
      return vi.waitFor(
        () => expect(running.console.actions.get(actions[0]?.id ?? '')?.phase).toBe('succeeded'),
        { timeout: 10_000 },
      );
    };
    await act('stop');
    await edit('{"position":14}', '{"position":9007199254740993}');
    expect(await offsets()).toEqual([{ partition, offset: '{"position":9007199254740993}' }]);
    const reset = await finished((await resetOffsets(running.context, ref)).id);
    expect(reset).toMatchObject({ phase: 'succeeded' });
    expect(await offsets()).toEqual([]);
    const { snapshots } = await listOffsetSnapshots(running.context, ref);
    expect(snapshots.map((one) => one.offsets[0]?.offset)).toEqual([
      '{"position":9007199254740993}',
      '{"position":14}',
    ]);
    await edit(null, '{"position":4}');
    await act('resume');
    await vi.waitFor(async () => expect(await offsets()).toEqual([atEnd]), { timeout: 10_000 });
  });
});
