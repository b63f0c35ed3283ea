/** Stands in for `server-only` under Vitest, where no bundler marks the browser side. */
export {};
