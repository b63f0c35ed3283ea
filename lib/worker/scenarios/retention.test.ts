import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startWorker } from '../index.ts';
import {
  call,
  eventually,
  fileSink,
  fileSource,
  newDir,
  numberedLines,
  readText,
  testProperties,
  waitForStates,
} from './support.ts';

it('goes on with the oldest record that is left, and one warning, when those before it were removed', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  const lines: string[] = [];
  const retention = { 'log.retention.bytes': '4000', 'log.retention.check.interval.ms': '1500' };
  const worker = await startWorker(testProperties(dir, retention), { log: (line) => lines.push(line) });
  onTestFinished(() => worker.close());
  const { url } = worker;
  writeFileSync(input, numberedLines(10));
  await call(url, 'PUT', '/connectors/src/config', fileSource(input, 't'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 't'));
  await eventually(
    () => call(url, 'GET', '/connectors/snk/offsets'),
    ({ body }) => JSON.stringify(body).includes('"kafka_offset":10'),
  );
  await call(url, 'PUT', '/connectors/snk/pause');
  await waitForStates(url, 'snk', 'PAUSED', 'PAUSED');

  const text = numberedLines(2000);
  // Piece by piece, for what is read at once is one batch of the log, and batches are removed as a whole.
  for (let count = 10; count < 2000; ) {
    appendFileSync(input, numberedLines(199, count));
    count += 199;
    await eventually(
      () => call(url, 'GET', '/connectors/src/offsets'),
      ({ body }) => JSON.stringify(body).includes(`"position":${numberedLines(count).length}`),
    );
  }
  const [isRemoval, seen] = [(line: string) => line.includes('Old records were removed'), lines.length];
  await eventually(
    () => lines.slice(seen),
    (later) => later.some(isRemoval),
  );
  await call(url, 'PUT', '/connectors/snk/resume');
  await eventually(
    () => readText(output),
    (copied) => copied.endsWith('line 1999\n'),
  );
  const tail = readText(output).slice(numberedLines(10).length);
  expect(text.endsWith(tail)).toBe(true);
  expect(tail.length).toBeLessThan(text.length / 2);
  await waitForStates(url, 'snk', 'RUNNING', 'RUNNING');
  await eventually(
    () => call(url, 'GET', '/connectors/snk/offsets'),
    ({ body }) => JSON.stringify(body).includes('"kafka_offset":2000'),
  );
  const warnings = () => lines.filter((line) => line.includes('Records were removed before they were read'));
  await eventually(warnings, (found) => found.length > 0);
  expect(warnings()).toHaveLength(1);
});
