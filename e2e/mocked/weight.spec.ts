import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { type RunningSluice, startSluice } from '../support/sluice.ts';

/** Every page but the editors, which bring a code editor. */
const PAGES = [
  ...['/', '/connectors', '/tasks', '/workers', '/plugins', '/clusters', '/history', '/alerts', '/settings'],
  '/clusters/local/loggers',
  ...['', '/tasks', '/config', '/history', '/offsets', '/topics'].map(
    (tab) => `/clusters/local/connectors/orders${tab}`,
  ),
];
const MAX_KB = 220;

let sluice: RunningSluice;
test.beforeAll(async () => {
  sluice = await startSluice({ EMBEDDED_WORKER: 'off' });
});
test.afterAll(async () => {
  await sluice?.close();
});

test('the first script of every page but the editors is at most 220 kB gzipped', async () => {
  const sizes = new Map<string, number>();
  const sizeOf = async (path: string) => {
    const known = sizes.get(path);
    if (known !== undefined) return known;
    const size = gzipSync(Buffer.from(await (await fetch(sluice.url + path)).arrayBuffer())).length;
    sizes.set(path, size);
    return size;
  };
  const heavy: string[] = [];
  for (const page of PAGES) {
    const html = await (await fetch(sluice.url + page)).text();
    const scripts = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g)]
      .filter(([tag]) => !/nomodule/i.test(tag))
      .map((match) => match[1] ?? '');
    expect(scripts.length, page).toBeGreaterThan(3);
    let total = 0;
    for (const path of new Set(scripts)) total += await sizeOf(path);
    const kilobytes = Math.round(total / 1000);
    if (kilobytes > MAX_KB) heavy.push(`${page} ${kilobytes} kB`);
  }
  expect(heavy).toEqual([]);
});
