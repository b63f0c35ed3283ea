import { chromium } from '@playwright/test';
import config from '../playwright.config.ts';
import { type Figure, percentile } from './measure.ts';

const ROW = 'tbody tr[data-index]';

/** Opens the list in Chromium and scrolls through it. */
export async function measureBrowser(url: string): Promise<Figure[]> {
  await using browser = await chromium.launch(config.use?.launchOptions ?? {});
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${url}/clusters`); // the scripts are in the browser's cache afterwards, as on a second visit
  await page.getByRole('heading', { level: 1 }).waitFor();
  const usable: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    await page.goto(`${url}/connectors`, { waitUntil: 'commit' });
    await page.locator(ROW).first().waitFor();
    usable.push(await page.evaluate(() => performance.now()));
  }
  const frames = await page.evaluate(scrollThrough, ROW);
  const seconds = frames.reduce((sum, ms) => sum + ms, 0) / 1000;
  return [
    { what: 'list usable in Chromium', value: percentile(usable, 0.5) / 1000, unit: 's', limit: 1.5 },
    { what: 'scrolling', value: frames.length / seconds, unit: 'frames/s', limit: 55, atLeast: true },
    { what: 'slowest frame of 100', value: percentile(frames, 0.99), unit: 'ms' },
  ];
}

/** Runs in the page: scrolls 60 px a frame for five seconds and returns how long each frame took. */
async function scrollThrough(row: string): Promise<number[]> {
  const scroller = document.querySelector(row)?.closest('div');
  const frames: number[] = [];
  const start = performance.now();
  let last = start;
  while (performance.now() - start < 5000) {
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    frames.push(now - last);
    last = now;
    scroller?.scrollBy(0, 60);
  }
  return frames.slice(2);
}
