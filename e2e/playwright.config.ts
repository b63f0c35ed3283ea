import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

const systemBrowser = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => existsSync(file));
const args = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: false,
  workers: 1,
  // A browser on a shared machine is now and then too slow: tried once more there, and `npm test` names it all the same.
  retries: process.env.CI ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: { args, ...(systemBrowser ? { executablePath: systemBrowser } : {}) },
  },
  projects: [
    { name: 'mocked', testDir: 'mocked' },
    { name: 'live', testDir: 'live' },
  ],
});
