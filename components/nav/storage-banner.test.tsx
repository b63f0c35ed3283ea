import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { applyEvent, fleetQuery } from '@/lib/client/fleet';
import { aFleet } from '@/lib/testing/builders';
import { StorageBanner } from './storage-banner';

it('C17 says that nothing can be changed while the database cannot be written, and goes when it can', async () => {
  const client = new QueryClient();
  client.setQueryData(fleetQuery.queryKey, aFleet([]));
  render(
    <QueryClientProvider client={client}>
      <StorageBanner />
    </QueryClientProvider>,
  );
  expect(screen.queryByRole('alert')).toBeNull();
  const told = (seq: number, state: 'ok' | 'read-only', reason: string | null) =>
    act(async () => {
      applyEvent(client, { type: 'storage', seq, at: 1, storage: { state, since: 1, reason } });
    });
  await told(2, 'read-only', 'database or disk is full');
  expect((await screen.findByRole('alert')).textContent).toMatch(
    /Read-only.*disk is full.*Changes are refused/,
  );
  await told(3, 'ok', null);
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});
