import { test as base, expect, type Page } from '@playwright/test';

interface Quiet {
  expectStatus(status: number): void;
  /** The browser says by itself that it cannot reach anything. */
  expectOffline(): void;
}

/** Waits until React answers: what is pressed or clicked in the server's HTML before that is heard by nobody. */
async function untilAlive(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('main, main h1')].every((element) =>
      Object.keys(element).some((key) => key.startsWith('__reactProps')),
    ),
  );
}

/** A test whose page is alive once `goto` returns, and may neither log an error nor ask anything outside its own origin. */
export const test = base.extend<{ quiet: Quiet }>({
  quiet: [
    async ({ page }, use) => {
      const noise: string[] = [];
      const expected = new Set<number>();
      let isOffline = false;
      const goto = page.goto.bind(page);
      page.goto = async (...where) => {
        const response = await goto(...where);
        await untilAlive(page);
        return response;
      };
      page.on('console', (message) => {
        const status = Number(/status of (\d+)/.exec(message.text())?.[1] ?? 0);
        if (isOffline && /ERR_[A-Z_]+/.test(message.text())) return;
        if (message.type() === 'error' && !expected.has(status))
          noise.push(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => noise.push(error.message));
      page.on('request', (request) => {
        const { hostname, protocol } = new URL(request.url());
        if (protocol.startsWith('http') && !['127.0.0.1', 'localhost'].includes(hostname))
          noise.push(request.url());
      });
      await use({
        expectStatus: (status) => expected.add(status),
        expectOffline: () => {
          isOffline = true;
        },
      });
      expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
