'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { ThemeProvider } from 'next-themes';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { TableDensity } from '@/components/data-table/density';
import { setTimeZone } from '@/components/ui/time';
import { retryDelayMs, shouldRetry } from '@/lib/client/api';
import { usePreferences } from '@/lib/client/preferences';

/** What every page stands on: query cache, URL state, theme. */
export function Providers({ children, nonce }: { children: ReactNode; nonce: string | undefined }) {
  // Radix puts a style element into the page while a dialog is open; the policy lets only ours in.
  if (nonce) setNonce(nonce);
  const { density, timeZone } = usePreferences();
  setTimeZone(timeZone);
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            // The console may be on this computer: it is asked whatever the browser says about the network.
            networkMode: 'always',
            refetchOnReconnect: true,
            retry: shouldRetry,
            retryDelay: retryDelayMs,
            staleTime: 10_000,
            refetchOnWindowFocus: true,
          },
          mutations: { networkMode: 'always', retry: false },
        },
      }),
  );
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem {...(nonce ? { nonce } : {})}>
      <QueryClientProvider client={client}>
        <NuqsAdapter>
          <TableDensity value={density}>{children}</TableDensity>
        </NuqsAdapter>
      </QueryClientProvider>
    </ThemeProvider>
  );
}
