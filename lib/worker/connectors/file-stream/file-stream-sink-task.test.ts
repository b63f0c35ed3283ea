import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SinkRecord } from '../../api/record.ts';
import { fromGroupEntry, toGroupEntry } from '../../kafka/embedded-log/group-entry.ts';
import { FileStreamSinkTask } from './file-stream-sink-task.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sluice-sink-'));
  file = join(dir, 'out.txt');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const at = { topic: 't', partition: 0 };
let nextOffset = 0;
// Only what the task reads of a record.
const recordsFrom = (offset: number, ...values: string[]): SinkRecord[] =>
  values.map((value, index) => ({
    ...{ topic: 't', kafkaPartition: 0, kafkaOffset: offset + index, timestamp: 0 },
    ...{ timestampType: 'CreateTime', value },
  })) as unknown as SinkRecord[];
/** Records that come after all before them. */
const records = (...values: string[]): SinkRecord[] => {
  nextOffset += values.length;
  return recordsFrom(nextOffset - values.length, ...values);
};

/** A task on the file, opened with what an earlier one kept. */
function started(metadata?: string): FileStreamSinkTask {
  const task = new FileStreamSinkTask();
  task.start({ file });
  task.open([{ ...at, ...(metadata === undefined ? {} : { metadata }) }]);
  return task;
}
const commit = (task: FileStreamSinkTask) => task.preCommit([{ ...at, offset: 1 }])[0]?.metadata;

describe('a file sink that is sent back to an offset', () => {
  const commitAt = (task: FileStreamSinkTask, offset: number) => task.preCommit([{ ...at, offset }]);

  it('does not write again what it wrote after that offset, and goes on after it', () => {
    const task = started();
    task.put(recordsFrom(0, 'a', 'b'));
    commitAt(task, 2);
    task.put(recordsFrom(2, 'c', 'd'));
    task.put(recordsFrom(2, 'c'));
    task.put(recordsFrom(3, 'd', 'e'));
    expect(readFileSync(file, 'utf8')).toBe('a\nb\nc\nd\ne\n');
    commitAt(task, 5);
    task.put(recordsFrom(5, 'e', 'e'));
    expect(readFileSync(file, 'utf8')).toBe('a\nb\nc\nd\ne\ne\ne\n');
  });

  it('knows its place before the first commit, and after records that were dropped', () => {
    const task = started();
    task.put(recordsFrom(3, 'a', 'b'));
    task.put(recordsFrom(3, 'a', 'b', 'c'));
    commitAt(task, 10);
    task.put(recordsFrom(12, 'd'));
    task.put(recordsFrom(12, 'd', 'e'));
    expect(readFileSync(file, 'utf8')).toBe('a\nb\nc\nd\ne\n');
  });
});

describe('a file sink whose worker was killed', () => {
  it('does not write again what already stands there, in whatever batches it comes, and goes on after it', () => {
    const first = started();
    first.put(records('a'));
    const kept = commit(first);
    first.put(records('b', 'c', 'd'));
    const second = started(kept);
    second.put(records('b'));
    second.put(records('c', 'd', 'e'));
    second.put(records('f'));
    expect(readFileSync(file, 'utf8')).toBe('a\nb\nc\nd\ne\nf\n');
  });

  it('completes a line of which only the beginning was written', () => {
    const kept = commit(started());
    started(kept).put(records('whole', 'torn'));
    truncateSync(file, 'whole\nto'.length);
    started(kept).put(records('whole', 'torn', 'next'));
    expect(readFileSync(file, 'utf8')).toBe('whole\ntorn\nnext\n');
  });

  it('keeps its place when it is killed again while it recognises lines', () => {
    const kept = commit(started());
    started(kept).put(records('a', 'b', 'c'));
    const second = started(kept);
    second.put(records('a'));
    const third = started(commit(second));
    third.put(records('b', 'c', 'd'));
    expect(readFileSync(file, 'utf8')).toBe('a\nb\nc\nd\n');
  });

  it('takes no line for its own when another task of the connector may have written it', () => {
    const kept = commit(started());
    appendFileSync(file, 'ok\n');
    const one = new FileStreamSinkTask();
    one.start({ file, 'tasks.max': '2' });
    one.open([{ ...at, ...(kept === undefined ? {} : { metadata: kept }) }]);
    one.put(records('ok'));
    expect(readFileSync(file, 'utf8')).toBe('ok\nok\n');
    expect(commit(one)).toBeUndefined();
  });

  it('removes nothing that others wrote, and then writes its own lines again', () => {
    const kept = commit(started());
    appendFileSync(file, 'by hand\n');
    started(kept).put(records('a'));
    expect(readFileSync(file, 'utf8')).toBe('by hand\na\n');
  });

  it('takes no notice of the place of another file, of a shorter file, or when it has several partitions', () => {
    const kept = commit(started());
    const elsewhere = kept?.replace('out.txt', 'other.txt');
    writeFileSync(file, 'a\n');
    started(elsewhere).put(records('a'));
    expect(readFileSync(file, 'utf8')).toBe('a\na\n');
    const two = started(kept);
    two.open([{ topic: 't', partition: 1 }]);
    two.put(records('a'));
    expect(readFileSync(file, 'utf8')).toBe('a\na\na\n');
    expect(two.preCommit([{ ...at, offset: 1 }])).toEqual([{ ...at, offset: 1 }]);
    started('{"file":"x"').put(records('b'));
    expect(readFileSync(file, 'utf8')).toBe('a\na\na\nb\n');
  });
});

describe('a group’s stored offset', () => {
  it('comes back with its metadata, also with blanks, and without it when the log has become shorter', () => {
    for (const metadata of [undefined, '', 'a b c', '{"x": 1}']) {
      const back = fromGroupEntry(toGroupEntry(7, metadata), at, 9);
      expect(back).toEqual({ ...at, offset: 7, ...(metadata === undefined ? {} : { metadata }) });
    }
    expect(fromGroupEntry(toGroupEntry(7, 'kept'), at, 5)).toEqual({ ...at, offset: 5 });
  });
});
