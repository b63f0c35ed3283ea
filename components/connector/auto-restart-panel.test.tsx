import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { AutoRestartView } from '@/lib/api/auto-restart';
import { anAction } from '@/lib/testing/builders';
import { answer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { AutoRestartPanel } from './auto-restart-panel';

const PATH = '/api/v1/clusters/local/connectors/orders/auto-restart';
const VIEW: AutoRestartView = {
  enabled: true,
  maxRestarts: 7,
  restarts: 0,
  lastAt: null,
  nextAt: null,
  waitingFor: null,
  gaveUp: null,
  history: [],
};

function show(view: Partial<AutoRestartView>) {
  answer('get', PATH, AutoRestartView, () => ({ ...VIEW, ...view }));
  renderPage(<AutoRestartPanel clusterId="local" name="orders" />);
}

describe('auto-restart of a connector', () => {
  it('is off at first and is switched on with one click', async () => {
    show({ enabled: false });
    const asked = answer('put', PATH, AutoRestartView, () => VIEW);
    fireEvent.click(await screen.findByLabelText('Restart what failed by itself'));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toEqual({ enabled: true, maxRestarts: 7 });
    expect(await screen.findByText('none, nothing has failed')).toBeTruthy();
  });

  it('shows tries and when the next one comes', async () => {
    show({ restarts: 2, lastAt: Date.now() - 60_000, nextAt: Date.now() + 300_000 });
    expect(await screen.findByText(/^2 of 7/)).toBeTruthy();
    expect(await screen.findByText(/^in [45] min$/)).toBeTruthy();
  });

  it('says why it gave up and begins anew when asked', async () => {
    show({ restarts: 3, lastAt: Date.now(), gaveUp: 'same error 3 times' });
    const asked = answer('put', PATH, AutoRestartView, () => VIEW);
    expect(await screen.findByText('given up: same error 3 times')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Begin anew' }));
    await waitFor(() => expect(asked).toHaveLength(1));
  });

  it('refuses a maximum out of range without asking the server', async () => {
    show({});
    fireEvent.change(await screen.findByLabelText('Stop after'), { target: { value: '0' } });
    expect(screen.getByText('At least 1.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  });

  it('lists what it did with the outcome', async () => {
    const done = anAction({
      actor: 'auto-restart',
      phase: 'failed',
      summary: 'task 0 failed again: same error',
    });
    show({ restarts: 1, history: [{ ...done, finishedAt: 1 }] });
    expect(await screen.findByText('task 0 failed again: same error')).toBeTruthy();
    expect(screen.getByText(/by auto-restart/)).toBeTruthy();
  });
});
