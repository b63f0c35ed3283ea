import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const shared = {
  root,
  resolve: { alias: { '@/': root, 'server-only': `${root}lib/testing/empty.ts` } },
};
const exclude = ['**/node_modules/**', '**/dist/**', '**/.next/**', 'e2e/mocked/**', 'e2e/live/**'];

/** One project per layer, so that `verify` runs only what needs no services. */
export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'lib/{base,connect,api,client,worker,supervisor,setup,testing}/**/*.test.ts',
            'components/**/*.test.ts',
          ],
          exclude: [...exclude, 'lib/worker/scenarios/**'],
        },
      },
      {
        ...shared,
        test: {
          name: 'services',
          environment: 'node',
          include: ['lib/server/**/*.test.ts'],
          exclude,
          testTimeout: 20_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'ui',
          environment: 'jsdom',
          include: ['{app,components}/**/*.test.tsx'],
          exclude,
          setupFiles: ['lib/testing/setup-ui.ts'],
        },
      },
      {
        ...shared,
        test: {
          name: 'worker',
          environment: 'node',
          include: ['lib/worker/scenarios/**/*.test.ts'],
          exclude,
          testTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'contract',
          environment: 'node',
          include: ['lib/testing/connect-contract/**/*.contract.ts'],
          exclude,
          globalSetup: ['lib/testing/connect-contract/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
