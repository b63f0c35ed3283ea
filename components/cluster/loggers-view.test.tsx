import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FleetSnapshot } from '@/lib/api/connectors';
import { LoggersView as LoggersBody } from '@/lib/api/loggers';
import { aFleet } from '@/lib/testing/builders';
import { answer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { LoggersView } from './loggers-view';

const PATH = '/api/v1/clusters/local/loggers';
const WORKER = 'http://127.0.0.1:8083';
const view = (more: Partial<LoggersBody> = {}): LoggersBody => ({
  supported: true,
  canScope: true,
  worker: WORKER,
  workers: [WORKER],
  loggers: [
    { name: 'org.apache.kafka', level: 'WARN', lastModified: null },
    { name: 'root', level: 'INFO', lastModified: null },
  ],
  reverts: [],
  ...more,
});

function show(body: LoggersBody) {
  answer('get', '/api/v1/connectors', FleetSnapshot, () => aFleet([]));
  answer('get', PATH, LoggersBody, () => body);
  renderPage(<LoggersView clusterId="local" />);
}

async function choose(logger: string, level: string) {
  const trigger = await screen.findByRole('button', { name: `Set the level of ${logger}` });
  fireEvent.keyDown(trigger, { key: 'Enter' });
  fireEvent.click(await screen.findByRole('menuitem', { name: new RegExp(`^${level}`) }));
}

describe('the loggers page', () => {
  it('sets a level on this worker, or on the whole cluster when chosen', async () => {
    show(view());
    const asked = answer('put', PATH, LoggersBody, () => view());
    fireEvent.click(await screen.findByRole('button', { name: 'Whole cluster' }));
    fireEvent.change(screen.getByLabelText('Search loggers'), { target: { value: 'com.acme.Sink' } });
    await choose('com.acme.Sink', 'TRACE');
    await waitFor(() =>
      expect(asked[0]?.body).toEqual({
        logger: 'com.acme.Sink',
        level: 'TRACE',
        scope: 'cluster',
        worker: WORKER,
      }),
    );
  });

  it('offers no scope before 3.7', async () => {
    show(view({ canScope: false }));
    await screen.findByLabelText('Search loggers');
    expect(screen.queryByRole('button', { name: 'Whole cluster' })).toBeNull();
  });

  it('counts down to the revert, which can be kept or brought forward', async () => {
    const at = Date.now();
    const revert = { id: 4, logger: 'root', worker: null, from: 'INFO', to: 'DEBUG', actor: 'ada', at };
    show(view({ reverts: [{ ...revert, dueAt: at + 600_000, problem: null }] }));
    const kept = answer('delete', `${PATH}/reverts/4`, z.unknown(), () => ({}));
    const back = answer('post', `${PATH}/reverts/4`, z.unknown(), () => ({}));
    expect(await screen.findByText(/^in (10:00|9:5\d)$/)).toBeTruthy();
    expect(screen.getByText('whole cluster · set by ada')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Keep DEBUG for root' }));
    await waitFor(() => expect(kept).toHaveLength(1));
    const now = screen.getByRole('button', { name: 'Put root back now' });
    await waitFor(() => expect(now.hasAttribute('disabled')).toBe(false));
    fireEvent.click(now);
    await waitFor(() => expect(back).toHaveLength(1));
  });

  it('explains a worker that does not offer its loggers', async () => {
    show(view({ supported: false, loggers: [] }));
    expect(await screen.findByText('This worker does not show its loggers here')).toBeTruthy();
  });
});
