import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';

/** Draws a component with what every page stands on; queries are not retried. `client` holds what was read. */
export function renderPage(element: ReactNode, options: { search?: string } = {}) {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false }, mutations: { retry: false } },
  });
  const result = render(
    <NuqsTestingAdapter searchParams={options.search ?? ''} hasMemory>
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </NuqsTestingAdapter>,
  );
  return { ...result, client };
}
