import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_TIMEOUT_MS = 60_000;
const POLL_EVERY_MS = 25;

/** Appends lines to a file, each ended. */
export function appendLines(file: string, lines: readonly string[]): void {
  appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
}

/** A file's text, empty while it does not exist. */
export function readText(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Waits until a file is at least as long as a text. Errors: rejects after a minute with what it holds. */
export async function waitForText(file: string, text: string): Promise<void> {
  const deadline = performance.now() + WAIT_TIMEOUT_MS;
  while (Buffer.byteLength(readText(file)) < Buffer.byteLength(text)) {
    if (performance.now() > deadline) {
      throw new Error(
        `${file} never held ${JSON.stringify(text.slice(0, 100))}; it holds ${JSON.stringify(readText(file).slice(-200))}`,
      );
    }
    await sleep(POLL_EVERY_MS);
  }
}
