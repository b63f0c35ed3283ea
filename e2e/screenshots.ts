/**
 * Takes pictures of the demo: `npm run screenshots` makes the one in the README; with a folder as argument it takes
 * every page in both themes and in the widths 1440, 834 and 390 px instead.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import config from './playwright.config.ts';
import { call, startSluice, until } from './support/sluice.ts';

const folder = process.argv[2];
const PAGES: Readonly<Record<string, string>> = {
  home: '/',
  connectors: '/connectors',
  tasks: '/tasks',
  workers: '/workers',
  plugins: '/plugins',
  history: '/history',
  alerts: '/alerts',
  settings: '/settings',
  loggers: '/clusters/embedded/loggers',
  clusters: '/clusters',
  connector: '/clusters/embedded/connectors/invoices-to-file',
  timeline: '/clusters/embedded/connectors/invoices-to-file/history',
  config: '/clusters/embedded/connectors/invoices-to-file/config',
  offsets: '/clusters/embedded/connectors/orders-from-file/offsets',
  plugin: '/clusters/embedded/connectors/new',
  form: '/clusters/embedded/connectors/new?plugin=org.apache.kafka.connect.file.FileStreamSourceConnector',
  edit: '/clusters/embedded/connectors/orders-to-file/config/edit',
};

await using sluice = await startSluice({ SLUICE_DEMO: '1' });
await until('the demo has failed connectors', async () => {
  const { body } = await call('GET', `${sluice.url}/api/v1/connectors`);
  return (
    (body as { connectors: { health: string }[] }).connectors.filter((row) => row.health === 'FAILED')
      .length >= 2
  );
});
await using browser = await chromium.launch(config.use?.launchOptions ?? {});

async function shoot(name: string, file: string, width: number, theme: 'light' | 'dark'): Promise<void> {
  const page = await browser.newPage({
    viewport: { width, height: width > 500 ? 900 : 844 },
    colorScheme: theme,
  });
  await page.goto(`${sluice.url}${PAGES[name]}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForTimeout(1500); // fonts and the first events
  await page.screenshot({ path: file });
  await page.close();
}

if (folder === undefined) {
  await shoot('connectors', path.resolve(import.meta.dirname, 'screenshot.png'), 1440, 'light');
} else {
  mkdirSync(folder, { recursive: true });
  for (const name of Object.keys(PAGES)) {
    for (const width of [1440, 834, 390]) {
      for (const theme of ['light', 'dark'] as const)
        await shoot(name, path.join(folder, `${name}-${width}-${theme}.png`), width, theme);
    }
  }
}
