import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  call,
  eventually,
  fileSink,
  fileSource,
  newDir,
  numberedLines,
  readText,
  startTestWorker,
  untilReads,
  waitForStates,
} from './support.ts';

it('carries 1,000 lines of a file through a topic into another file, byte for byte', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  const text = `${numberedLines(998)}grüße, 世界 🚰\n\n`;
  writeFileSync(input, text);
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', fileSource(input, 'lines'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 'lines'));
  await eventually(
    () => readText(output),
    (copied) => copied.length >= text.length,
  );
  expect(readText(output)).toBe(text);
  const position = Buffer.byteLength(text);
  await eventually(
    () => call(url, 'GET', '/connectors/src/offsets'),
    ({ body }) =>
      JSON.stringify(body) ===
      JSON.stringify({ offsets: [{ partition: { filename: input }, offset: { position } }] }),
  );
  await eventually(
    () => call(url, 'GET', '/connectors/snk/offsets'),
    ({ body }) => JSON.stringify(body).includes('"kafka_offset":1000'),
  );
  expect((await call(url, 'GET', '/connectors/snk/topics')).body).toEqual({ snk: { topics: ['lines'] } });
});

it('W27: waits for a file that is not there yet, and leaves out a last line without a newline', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'late.txt'), join(dir, 'out.txt')];
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 'late'));
  await call(url, 'PUT', '/connectors/src/config', fileSource(input, 'late'));
  await waitForStates(url, 'src', 'RUNNING', 'RUNNING');
  writeFileSync(input, 'first\nunfinished');
  await untilReads(output, 'first\n');
  appendFileSync(input, ' but now\r\n');
  await untilReads(output, 'first\nunfinished but now\n');
});

it('W27: starts again at the beginning of a file that was cut', async () => {
  const dir = newDir();
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')];
  writeFileSync(input, 'a long first line\n');
  const { url } = await startTestWorker(dir);
  await call(url, 'PUT', '/connectors/src/config', fileSource(input, 'cut'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 'cut'));
  await untilReads(output, 'a long first line\n');
  writeFileSync(input, 'new\n');
  await untilReads(output, 'a long first line\nnew\n');
});

it('reads topics that appear after the sink started when they match its pattern', async () => {
  const dir = newDir();
  const output = join(dir, 'out.txt');
  const { url } = await startTestWorker(dir);
  const { topics: _, ...sink } = fileSink(output, '');
  await call(url, 'PUT', '/connectors/snk/config', { ...sink, 'topics.regex': 'lines-.*' });
  await waitForStates(url, 'snk', 'RUNNING', 'RUNNING');
  for (const name of ['a', 'b']) {
    writeFileSync(join(dir, name), `from ${name}\n`);
    await call(url, 'PUT', `/connectors/${name}/config`, fileSource(join(dir, name), `lines-${name}`));
  }
  await eventually(
    () => readText(output).split('\n').sort().join(),
    (lines) => lines === ',from a,from b',
  );
});
