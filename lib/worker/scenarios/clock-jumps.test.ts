import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  call,
  eventually,
  fileSink,
  fileSource,
  newDir,
  readText,
  testProperties,
  untilReads,
} from './support.ts';
import { startProcess } from './worker-program.ts';

const DAY_MS = 86_400_000;
/** Loaded into each thread of the worker: wall time is off by what a file says, which each thread says to have seen. */
const JUMPING_CLOCK = `
import { readFileSync, writeFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
const real = Date.now;
let jumpMs = 0;
setInterval(() => {
  jumpMs = Number(readFileSync(process.env.JUMP_FILE, 'utf8'));
  writeFileSync(process.env.JUMP_FILE + '.' + threadId, String(jumpMs));
}, 20).unref();
Date.now = () => real() + jumpMs;
`;

it('W35: a clock that jumps a day ahead and two back delays nothing, restarts nothing and moves no offset', async () => {
  const dir = newDir();
  const [input, output, jump] = ['in.txt', 'out.txt', 'jump.txt'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  const preload = join(dir, 'jumping-clock.mjs');
  writeFileSync(preload, JUMPING_CLOCK);
  writeFileSync(jump, '0');
  writeFileSync(input, '');
  const env = { NODE_OPTIONS: `--import ${preload}`, JUMP_FILE: jump };
  const { url } = await startProcess(dir, testProperties(dir), env);
  await call(url, 'PUT', '/connectors/src/config', fileSource(input, 't'));
  await call(url, 'PUT', '/connectors/snk/config', fileSink(output, 't'));
  const committed = async () => (await call(url, 'GET', '/connectors/snk/offsets')).body;
  const startedAtOf = async () => JSON.stringify((await call(url, 'GET', '/connectors?expand=status')).body);

  let text = '';
  let states = '';
  for (const [round, jumpMs] of [0, DAY_MS, -DAY_MS, 400 * DAY_MS, 0].entries()) {
    writeFileSync(jump, String(jumpMs));
    await eventually(
      () => readdirSync(dir).filter((name) => name.startsWith('jump.txt.')),
      (seen) => seen.length > 2 && seen.every((name) => readText(join(dir, name)) === String(jumpMs)),
    );
    const line = `round ${round}\n`;
    text += line;
    appendFileSync(input, line);
    await untilReads(output, text);
    await eventually(committed, (body) => JSON.stringify(body).includes(`"kafka_offset":${round + 1}`));
    states ||= await startedAtOf();
    expect(await startedAtOf()).toBe(states);
  }
  expect((await call(url, 'GET', '/connectors/src/offsets')).body).toMatchObject({
    offsets: [{ offset: { position: text.length } }],
  });
});
