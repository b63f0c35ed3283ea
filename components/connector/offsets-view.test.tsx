import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ActionList, ActionRecord } from '@/lib/api/actions';
import { FleetSnapshot, OffsetsView as OffsetsBody } from '@/lib/api/connectors';
import { OffsetSnapshotList } from '@/lib/api/offsets';
import { Problem } from '@/lib/api/problem';
import { aConnector, aFleet, anAction } from '@/lib/testing/builders';
import { answer } from '@/lib/testing/msw';
import { renderPage } from '@/lib/testing/render';
import { OffsetsView } from './offsets-view';

const PATH = '/api/v1/clusters/local/connectors/orders/offsets';
const entry = (partition: number, offset: string) => ({
  partition: `{"p":${partition}}`,
  offset: `{"o":${offset}}`,
});

function show(state: 'RUNNING' | 'STOPPED', snapshots: OffsetSnapshotList['snapshots'] = []) {
  const row = aConnector(state === 'STOPPED' ? { state, tasks: [] } : { state });
  answer('get', '/api/v1/connectors', FleetSnapshot, () => aFleet([row]));
  answer('get', PATH, OffsetsBody, () => ({
    supported: true,
    canWrite: true,
    offsets: [entry(0, '9007199254740993'), entry(1, '5')],
  }));
  answer('get', `${PATH}/snapshots`, OffsetSnapshotList, () => ({ snapshots }));
  answer('get', '/api/v1/actions', ActionList, () => ({ actions: [] }));
  renderPage(<OffsetsView clusterId="local" name="orders" />);
}

const put = () => answer('put', PATH, ActionRecord, () => anAction({ action: 'alter-offsets' }));

describe('the offsets tab', () => {
  it('says what is needed and offers to stop while the connector runs', async () => {
    show('RUNNING');
    const asked = answer('post', '/api/v1/actions', ActionList, () => ({ actions: [anAction()] }));
    const stop = await screen.findByRole('button', { name: 'Stop connector' });
    expect(screen.getByRole('button', { name: 'Reset all' }).hasAttribute('disabled')).toBe(true);
    expect(screen.getByRole('button', { name: 'Edit the offset of {"p":0}' }).hasAttribute('disabled')).toBe(
      true,
    );
    fireEvent.click(stop);
    await waitFor(() => expect(asked[0]?.body).toMatchObject({ action: 'stop' }));
  });

  it('sends an edited offset digit for digit, after a review of before and after', async () => {
    show('STOPPED');
    const asked = put();
    fireEvent.click(await screen.findByRole('button', { name: 'Edit the offset of {"p":0}' }));
    const field = await screen.findByLabelText('Offset');
    fireEvent.change(field, { target: { value: '{"o": 12' } });
    expect(screen.getByRole('button', { name: 'Review change' }).hasAttribute('disabled')).toBe(true);
    fireEvent.change(field, { target: { value: '{ "o": 9007199254740995 }' } });
    fireEvent.click(screen.getByRole('button', { name: 'Review change' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('{"o":9007199254740993}')).toBeTruthy();
    expect(dialog.getByText('{"o":9007199254740995}')).toBeTruthy();
    fireEvent.click(dialog.getByRole('button', { name: 'Save offset' }));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toEqual({
      changes: [{ partition: '{"p":0}', before: '{"o":9007199254740993}', after: '{"o":9007199254740995}' }],
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByRole('button', { name: 'Resume connector' })).toBeTruthy();
  });

  it('resets one partition or all, each after a review', async () => {
    show('STOPPED');
    const one = put();
    const all = answer('delete', PATH, ActionRecord, () => anAction({ action: 'reset-offsets' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Reset the offset of {"p":1}' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Reset offset' }));
    await waitFor(() =>
      expect(one[0]?.body).toEqual({
        changes: [{ partition: '{"p":1}', before: '{"o":5}', after: null }],
      }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click(screen.getByRole('button', { name: 'Reset all' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Reset all offsets' }));
    await waitFor(() => expect(all).toHaveLength(1));
  });

  it('puts a snapshot back: brings back what is gone and resets what was not there', async () => {
    const offsets = [entry(0, '9007199254740993'), entry(2, '7')];
    show('STOPPED', [{ id: 3, at: Date.now(), actor: 'local', action: 'reset-offsets', offsets }]);
    const asked = put();
    fireEvent.click(await screen.findByRole('button', { name: /^Restore offsets of \d\d:\d\d$/ }));
    fireEvent.click(await screen.findByRole('button', { name: 'Restore offsets' }));
    await waitFor(() =>
      expect(asked[0]?.body).toEqual({
        changes: [
          { partition: '{"p":2}', before: null, after: '{"o":7}' },
          { partition: '{"p":1}', before: '{"o":5}', after: null },
        ],
        restores: 3,
      }),
    );
  });

  it('keeps the review open and shows the worker’s words when it refuses', async () => {
    show('STOPPED');
    const problem: Problem = {
      type: 'about:blank',
      title: 'The worker refused it',
      status: 400,
      code: 'connect/rest/config-invalid',
      detail: 'The worker answered 400',
      requestId: 'r',
      workerMessage: 'The value for the position key should be non-negative',
    };
    answer('put', PATH, Problem, () => problem, 400);
    fireEvent.click(await screen.findByRole('button', { name: 'Reset the offset of {"p":1}' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Reset offset' }));
    expect(await screen.findByText('The value for the position key should be non-negative')).toBeTruthy();
    expect(screen.getByRole('dialog')).toBeTruthy();
  });

  it('says how far each offset moved since the last look, to the last digit', async () => {
    localStorage.setItem(
      'sluice.offsets.local/orders',
      JSON.stringify({ at: Date.now() - 180_000, offsets: { '{"p":0}': '{"o":1}' } }),
    );
    show('RUNNING');
    expect(await screen.findByText(/Since your last look/)).toBeTruthy();
    expect(screen.getAllByText(/^\+[\d,]+/).length).toBeGreaterThan(0);
    localStorage.clear();
  });
});
