import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { newDir, startTestWorker } from './support.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const WALK = join(ROOT, 'examples/curl/README.md');
const LIMIT_MS = 15_000;

interface Step {
  readonly command: string;
  readonly expected: string;
}

/** The commands of the text, each with the lines that shall come. */
function stepsOf(text: string): Step[] {
  const blocks = [...text.matchAll(/^```console\n(.*?)^```/gms)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.split(/^\$ /m).slice(1))
    .map((step) => ({
      command: step.split('\n')[0] ?? '',
      expected: step.slice(step.indexOf('\n') + 1).trim(),
    }));
}

/** What is elided may be anything. */
function matches(answer: string, expected: string): boolean {
  const parts = expected.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`).test(answer.trim());
}

it('walks as examples/curl says, command by command', async () => {
  const dir = newDir();
  const { url } = await startTestWorker(dir);
  const steps = stepsOf(readFileSync(WALK, 'utf8'));
  expect(steps.length).toBeGreaterThan(15);
  const [exported, ...rest] = steps;
  expect(exported?.command).toBe('export CONNECT=http://127.0.0.1:8083');
  const functions = rest.filter(({ command }) => command.startsWith('put() ')).map(({ command }) => command);
  const run = async (command: string) => {
    // The worker of this test and its log are elsewhere than those of `npm start`.
    const log = `node ${join(ROOT, 'lib/worker/log-main.ts')} --data-dir ${join(dir, 'data')}`;
    const here = command.replace('npm run --silent worker:log --', log);
    const script = [`export CONNECT=${url}`, ...functions, here].join('\n');
    // One that fails, as `cat` of a file that is not there yet, has answered nothing.
    const answer = promisify(execFile)('bash', ['-c', script], { cwd: dir });
    return (await answer.catch((error: { stdout: string }) => error)).stdout;
  };
  for (const { command, expected } of rest) {
    // What only looks may look again until it is so.
    const onlyLooks = /^(cat|npm run)|^curl -s \$CONNECT/.test(command);
    const from = performance.now();
    let answer = await run(command);
    while (onlyLooks && !matches(answer, expected) && performance.now() - from < LIMIT_MS)
      answer = await run(command);
    expect(matches(answer, expected), `${command}\n  answered ${answer}\n  and not  ${expected}`).toBe(true);
  }
}, 120_000);
