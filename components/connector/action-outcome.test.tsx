import { fireEvent, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { anAction } from '@/lib/testing/builders';
import { apiServer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { ActionOutcome } from './action-outcome';

it('C5 what waits for a rebalance says so and can be cancelled, and nothing else can', async () => {
  const cancelled: string[] = [];
  apiServer.use(
    http.delete('*/api/v1/actions/:id', ({ params }) => {
      cancelled.push(String(params.id));
      return HttpResponse.json(anAction());
    }),
  );
  const waiting = anAction({
    phase: 'asking',
    isWaiting: true,
    summary: 'Waiting: the Connect cluster is rebalancing.',
  });
  const { unmount } = renderPage(<ActionOutcome action={waiting} />);
  expect(screen.getByText(/is rebalancing/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Cancel: Restart failed tasks orders' }));
  await waitFor(() => expect(cancelled).toEqual(['action-1']));
  unmount();
  renderPage(<ActionOutcome action={anAction()} />);
  expect(screen.queryByRole('button')).toBeNull();
});
