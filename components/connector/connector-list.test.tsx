import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { ActionList } from '@/lib/api/actions';
import { ConfigMatches } from '@/lib/api/config-search';
import { Problem } from '@/lib/api/problem';
import { FleetSnapshot } from '@/lib/api/connectors';
import { ClusterId } from '@/lib/connect/names';
import { setPreferences } from '@/lib/client/preferences';
import { aCluster, aConnector, aFleet, anAction, aTask } from '@/lib/testing/builders';
import { answer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { ConnectorList } from './connector-list';

vi.mock('next/navigation', () => ({
  useRouter: () => ({ push: vi.fn() }),
  usePathname: () => '/connectors',
}));

const failed = aConnector({
  name: 'invoices',
  tasks: [aTask({ state: 'FAILED', cause: 'Boom' })],
  cause: 'Boom',
});
const degraded = aConnector({ name: 'returns', tasks: [aTask(), aTask({ id: 1, state: 'FAILED' })] });
const running = aConnector({ name: 'orders' });

function serve(connectors = [running, degraded, failed], clusters = [aCluster()]) {
  answer('get', '/api/v1/connectors', FleetSnapshot, () => aFleet(connectors, clusters));
  answer('get', '/api/v1/actions', ActionList, () => ({ actions: [] }));
}

const rowNames = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getByRole('link').textContent);

describe('the list of connectors', () => {
  it('shows worst first and counts RUNNING tasks, not those that have not failed', async () => {
    serve();
    renderPage(<ConnectorList />);
    await screen.findByRole('link', { name: 'invoices' });
    expect(rowNames()).toEqual(['invoices', 'returns', 'orders']);
    expect(screen.getByRole('row', { name: /returns/ }).textContent).toContain('1/2');
  });

  it('filters by a counter, and the counters follow the search', async () => {
    serve();
    renderPage(<ConnectorList />, { search: '?text=returns' });
    const counter = await screen.findByRole('button', { name: /Failed/ });
    expect(counter.textContent).toContain('0');
    fireEvent.click(screen.getByRole('button', { name: /Degraded/ }));
    await waitFor(() => expect(rowNames()).toEqual(['returns']));
  });

  it('restarts failed tasks of a selection with one request and shows the outcome per row, failures first', async () => {
    serve();
    const records = [
      anAction({
        id: 'a',
        connector: 'invoices',
        phase: 'failed',
        summary: 'task 0 failed again',
        finishedAt: 2,
      }),
      anAction({
        id: 'b',
        connector: 'returns',
        phase: 'succeeded',
        summary: '1 of 1 tasks running',
        finishedAt: 2,
      }),
    ];
    const asked = answer('post', '/api/v1/actions', ActionList, () => ({ actions: records }));
    renderPage(<ConnectorList />);
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Select all 3' }));
    fireEvent.click(screen.getByRole('button', { name: /Restart failed tasks/ }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/1 of the selected are left out/)).toBeTruthy();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Restart failed tasks' }));
    await within(dialog).findByText('task 0 failed again');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.body).toMatchObject({
      action: 'restart-failed-tasks',
      targets: [{ connector: 'invoices' }, { connector: 'returns' }],
    });
    const outcomes = within(dialog)
      .getAllByTestId('action-outcome')
      .map((one) => one.dataset.phase);
    expect(outcomes).toEqual(['failed', 'succeeded']);
    expect(within(dialog).getByRole('button', { name: 'Retry the 1 that failed' })).toBeTruthy();
  });

  it('keeps the outcome of a selection in view when its rows leave the filter', async () => {
    serve();
    answer('post', '/api/v1/actions', ActionList, () => ({
      actions: [anAction({ connector: 'invoices', phase: 'succeeded', summary: 'it runs', finishedAt: 2 })],
    }));
    const { client } = renderPage(<ConnectorList />, { search: '?text=state:failed' });
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Select all 1' }));
    fireEvent.click(screen.getByRole('button', { name: /Restart failed tasks/ }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Restart failed tasks' }));
    await within(dialog).findByText('it runs');
    serve([running, aConnector({ name: 'invoices' })]);
    await client.invalidateQueries();
    await screen.findByText('No connector matches');
    expect(within(screen.getByRole('dialog')).getByText('it runs')).toBeTruthy();
  });

  it('keeps the rows of a cluster that is away, with their age, beside healthy ones', async () => {
    const away = aCluster({
      id: ClusterId.parse('away'),
      name: 'Away',
      reachability: {
        state: 'unreachable',
        asOf: Date.now() - 265_000,
        since: 1,
        pollMs: null,
        problem: { kind: 'timeout', message: 'no answer' },
      },
    });
    serve([running, aConnector({ name: 'lost', clusterId: away.id })], [aCluster(), away]);
    renderPage(<ConnectorList />);
    const row = await screen.findByRole('row', { name: /lost/ });
    expect(row.textContent).toMatch(/unreachable, seen 4 min ago/);
    expect(screen.getByRole('link', { name: 'orders' })).toBeTruthy();
  });

  it('shows a state word it does not know as the worker wrote it', async () => {
    serve([aConnector({ name: 'new', state: 'HIBERNATING', tasks: [] })]);
    renderPage(<ConnectorList />);
    expect((await screen.findByRole('row', { name: /new/ })).textContent).toContain('HIBERNATING');
  });

  it('finds by option of the config, which only the server knows', async () => {
    serve();
    const asked = answer('get', '/api/v1/connectors/search', ConfigMatches, () => ({
      matches: [{ clusterId: ClusterId.parse('local'), connector: 'orders' }],
    }));
    renderPage(<ConnectorList />, { search: '?text=value.converter:avro' });
    await waitFor(() => expect(rowNames()).toEqual(['orders']));
    expect(asked).toHaveLength(1);
  });

  it('takes a selection on to all that match the filter', async () => {
    serve();
    renderPage(<ConnectorList />);
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Select invoices' }));
    fireEvent.click(screen.getByRole('button', { name: 'Select all 3 matching' }));
    expect(screen.getByText('3 selected')).toBeTruthy();
  });

  it('deletes many only after their number was typed', async () => {
    serve();
    const asked = answer('post', '/api/v1/actions', ActionList, () => ({ actions: [] }));
    renderPage(<ConnectorList />);
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Select all 3' }));
    fireEvent.keyDown(screen.getByRole('button', { name: 'More' }), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: /Delete/ }));
    const dialog = await screen.findByRole('dialog');
    const confirm = within(dialog).getByRole('button', { name: 'Delete' });
    expect(confirm).toHaveProperty('disabled', true);
    fireEvent.change(within(dialog).getByLabelText('Type 3 to confirm'), { target: { value: '3' } });
    fireEvent.click(confirm);
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toMatchObject({ action: 'delete' });
  });

  it('leaves out the columns a person has taken away, in every later visit', async () => {
    serve();
    setPreferences({ hiddenColumns: { connectors: ['plugin', 'since'] } });
    renderPage(<ConnectorList />);
    await screen.findByRole('link', { name: 'invoices' });
    const heads = screen.getAllByRole('columnheader').map((head) => head.textContent);
    expect(heads).toEqual(['', 'State', 'Name', 'Tasks', 'Topics', 'Worker', 'Cluster', 'Actions']);
    setPreferences({ hiddenColumns: {} });
  });

  it('says so when an action of the menu could not even be asked for', async () => {
    serve();
    const detail = 'The database cannot be written.';
    answer(
      'post',
      '/api/v1/actions',
      Problem,
      () => ({
        type: 'about:blank' as const,
        title: 'Unavailable',
        status: 503,
        code: 'storage/unavailable',
        detail,
        requestId: 'r',
      }),
      503,
    );
    renderPage(<ConnectorList />);
    fireEvent.keyDown(await screen.findByRole('button', { name: 'Actions for invoices' }), { key: 'Enter' });
    fireEvent.click(await screen.findByRole('menuitem', { name: /^Restart failed tasks/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Nothing was asked of invoices' });
    expect(within(dialog).getByText(detail)).toBeTruthy();
  });
});
