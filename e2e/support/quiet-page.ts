import { test as base, expect } from '@playwright/test';

/** A test whose page may neither log an error nor ask anything outside its own origin. */
export const test = base.extend<{ quiet: { expectStatus: (status: number) => void } }>({
  quiet: [
    async ({ page }, use) => {
      const noise: string[] = [];
      const expected = new Set<number>();
      page.on('console', (message) => {
        const status = Number(/status of (\d+)/.exec(message.text())?.[1] ?? 0);
        if (message.type() === 'error' && !expected.has(status))
          noise.push(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => noise.push(error.message));
      page.on('request', (request) => {
        const { hostname, protocol } = new URL(request.url());
        if (protocol.startsWith('http') && !['127.0.0.1', 'localhost'].includes(hostname))
          noise.push(request.url());
      });
      await use({ expectStatus: (status) => expected.add(status) });
      expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
